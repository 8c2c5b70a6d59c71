import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseIdentity } from '#domain/identifiers/identity.js';
import { Actors } from '../commands/actors.js';
import { Text } from '../fields/fields.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';
import { PersonEraser } from '../ports.js';

export class ErasureBody {
  @Text({ max: 64, says: '`iqama:2…` or `border:3…`', example: 'iqama:2456789011' })
  readonly identity!: string;
}

/** What operators do by hand. */
@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly actors: Actors,
    private readonly eraser: PersonEraser,
  ) {}

  @Post('erasures')
  @Endpoint({
    for: ['operator'],
    does: "Erase a person's data",
    says: 'Destroys the key the data is encrypted with. It cannot be undone; done again, it changes nothing.',
    answers: { schema: 'Erased' },
    body: true,
    refuses: ['invalid-content'],
  })
  async erase(@Body() body: ErasureBody) {
    const reading = new Reading();
    const identity = reading.take('/identity', parseIdentity(body.identity));
    reading.finish();
    await this.eraser.erase(this.actors.subject(identity));
    return { erased: true };
  }
}
