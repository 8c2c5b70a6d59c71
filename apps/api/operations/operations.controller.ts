import { Body, Controller, Logger, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseIdentity } from '#domain/identifiers/identity.js';
import type { Principal } from '#platform/auth/principal.js';
import { Caller } from '#platform/auth/roles.js';
import { Actors } from '../commands/actors.js';
import { Typed } from '../fields/fields.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';
import { PersonEraser } from '../ports.js';

export class ErasureBody {
  @Typed({ says: '`iqama:2…` or `border:3…`', example: 'iqama:2456789011' })
  readonly identity!: string;
}

/** What operators do by hand. */
@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  private readonly logger = new Logger('operations');

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
  async erase(@Body() body: ErasureBody, @Caller() caller: Principal) {
    const reading = new Reading();
    const identity = reading.take('/identity', parseIdentity(body.identity));
    reading.finish();
    const subject = this.actors.subject(identity);
    await this.eraser.erase(subject);
    this.logger.warn(`personal data of ${subject} erased by operator ${caller.id}: it cannot be undone`);
    return { erased: true };
  }
}
