import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Endpoint } from '../openapi/endpoint.js';
import { WalkRegister } from '../dependencies.js';

/** Walks that are shown. */
const MOST_SHOWN = 100;

/** How far the looks at every credential are. */
@ApiTags('operations')
@Controller('v1/operations/credential-walks')
export class WalksController {
  constructor(private readonly walks: WalkRegister) {}

  @Get()
  @Endpoint({
    for: ['operator'],
    does: 'See how far looks at every credential are',
    says:
      'A directive that reaches issued identities, its lifting, and a change of what policy says of grounds have every ' +
      `credential looked at again. The ${MOST_SHOWN} that began last.`,
    answers: { schema: 'CredentialWalks' },
  })
  async listCredentialWalks() {
    return { entries: await this.walks.latest(MOST_SHOWN) };
  }
}
