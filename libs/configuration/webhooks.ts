import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { ReactionsConfiguration } from './reactions.js';
import { Setting } from './setting.js';

/** `NAME=VALUE`, separated by semicolons; what the values have to be is told in words by `webhookProblems`. */
const PAIRS = /^[a-z-]+=[^;\s]+(;[a-z-]+=[^;\s]+)*$/;

/** Where the services are that are asked for facts over HTTP as well, besides on their topics. */
export class WebhooksConfiguration extends ReactionsConfiguration {
  @Setting('HAWIYA_WEBHOOKS', {
    says: 'where requests for facts are posted to, besides the topic of each service; unset or a service not named: on its topic only',
    expected:
      'SERVICE=URL, separated by semicolons, e.g. labour=https://labour.example/hawiya;traffic=https://traffic.example/requests',
    secret: true,
  })
  @IsOptional()
  @Matches(PAIRS)
  readonly webhooks: string | undefined = undefined;

  @Setting('HAWIYA_WEBHOOKS_SECRETS', {
    says: 'what they are signed with (Standard Webhooks): one secret for each service, while it is changed the new and the former one, separated by a comma',
    expected:
      'SERVICE=whsec_…, separated by semicolons, each whsec_ with 24 to 64 random bytes in base64 (openssl rand -base64 32), two for one service separated by a comma',
    secret: true,
  })
  @IsOptional()
  @Matches(PAIRS)
  readonly webhooksSecrets: string | undefined = undefined;

  @Setting('HAWIYA_WEBHOOKS_TIMEOUT_MS', {
    says: 'how long a service may take to answer such a request, its body included, in milliseconds; at most half of HAWIYA_DEADLINE_LEASE_MS',
    expected: 'an integer from 100 to 300000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(300_000)
  readonly webhooksTimeoutMs: number = 10_000;
}
