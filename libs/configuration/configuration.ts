import { LOG_LEVELS, type LogLevel, LOG_FORMATS, type LogFormat } from '#runtime/logging/levels.js';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { Type } from 'class-transformer';
import { EXEMPTION_LIST, EXEMPTIONS } from './exemptions.js';
import { Setting } from './setting.js';
import { WebhooksConfiguration } from './webhooks.js';

const ORIGIN = String.raw`https?://[A-Za-z0-9.[\]:-]+`;
const ORIGINS = new RegExp(`^${ORIGIN}(,${ORIGIN})*$`);

const TOKEN_TYPES = ['at+jwt', 'JWT'] as const;

/** `<log>:<keys>`, `<log>:<other log>`; several with commas. */
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PAIR = `(?:(?:${UUID}|empty):[0-9a-f]{12}|${UUID}:${UUID})`;
const ACCEPTED = new RegExp(`^${PAIR}(?:,${PAIR}){0,9}$`);

const URL_OPTIONS = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/**
 * Every setting of the service: variable, default, meaning and limits, in one table. The defaults run the embedded
 * service on one machine.
 */
export class Configuration extends WebhooksConfiguration {
  @Setting('HAWIYA_DATA', {
    says: 'folder of everything the embedded drivers keep; one process at a time may use it',
    expected: 'a path',
  })
  @IsString()
  @MinLength(1)
  readonly data: string = './data';

  @Setting('HAWIYA_HOST', {
    says: 'address the HTTP server listens on',
    expected: 'a host name or an IP address',
  })
  @IsString()
  @Matches(/^[A-Za-z0-9.:-]+$/)
  readonly host: string = '127.0.0.1';

  @Setting('HAWIYA_PORT', {
    says: 'port of the HTTP server; 0 takes any free one',
    expected: 'an integer from 0 to 65535',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 3000;

  @Setting('HAWIYA_CORS_ORIGINS', {
    says: 'web pages that may call the API from a browser, by their origin; unset: none',
    expected: 'origins such as https://portal.example.org, separated by commas',
  })
  @IsOptional()
  @Matches(ORIGINS)
  readonly corsOrigins: string | undefined = undefined;

  @Setting('HAWIYA_MANAGEMENT_HOST', {
    says: 'address of the listener for metrics and for what readiness found',
    expected: 'a host name or an IP address',
  })
  @IsString()
  @Matches(/^[A-Za-z0-9.:-]+$/)
  readonly managementHost: string = '127.0.0.1';

  @Setting('HAWIYA_MANAGEMENT_PORT', {
    says: 'port of that listener; 0 takes any free one. Unset: 3002 where NODE_ENV is production or HAWIYA_HOST is not a loopback address, elsewhere metrics and details are on the port of the API',
    expected: 'an integer from 0 to 65535',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly managementPort: number | undefined = undefined;

  @Setting('HAWIYA_ALLOW_INSECURE', {
    says: 'what is insecure on purpose, where NODE_ENV is production or HAWIYA_HOST is not a loopback address: without it the start is refused',
    expected: `some of ${EXEMPTIONS.join(', ')}, separated by commas`,
  })
  @IsOptional()
  @Matches(EXEMPTION_LIST)
  readonly allowInsecure: string | undefined = undefined;

  /** Whether others than this machine's users can reach the service, or it says of itself that it is in production. */
  @IsBoolean()
  readonly exposed: boolean = false;

  @Setting('HAWIYA_LOG_LEVEL', {
    says: 'least severe log line that is written',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
  })
  @IsIn(LOG_LEVELS)
  readonly logLevel: LogLevel = 'info';

  @Setting('HAWIYA_LOG_FORMAT', {
    says: 'JSON lines, or lines for people; auto: for people when the output is a terminal',
    expected: `one of ${LOG_FORMATS.join(', ')}`,
  })
  @IsIn(LOG_FORMATS)
  readonly logFormat: LogFormat = 'auto';

  @Setting('HAWIYA_OTLP_URL', {
    says: 'OTLP/HTTP collector that traces are sent to (its v1/traces), e.g. http://127.0.0.1:4318; unset: no tracing',
    expected: 'an http or https URL without a trailing slash, name or password',
  })
  @IsOptional()
  @IsUrl({ ...URL_OPTIONS, disallow_auth: true })
  @Matches(/[^/]$/)
  readonly otlpUrl: string | undefined = undefined;

  @Setting('HAWIYA_ISSUER', {
    says: 'OpenID provider whose bearer tokens are accepted; unset: the sandbox provider, refused in production',
    expected: 'an http or https URL without a trailing slash',
  })
  @IsOptional()
  @IsUrl(URL_OPTIONS)
  @Matches(/[^/]$/)
  readonly issuer: string | undefined = undefined;

  @Setting('HAWIYA_AUDIENCE', { says: 'audience a bearer token must name', expected: 'a non-empty text' })
  @IsString()
  @MinLength(1)
  readonly audience: string = 'hawiya-api';

  @Setting('HAWIYA_STAFF_PERSON_CLAIM', {
    says: "claim of a bearer token that says which person a member of staff is (citizen:1… or iqama:2…); an officer's token without it is refused",
    expected: 'the name of a claim',
  })
  @Matches(/^[\w.:/-]{1,128}$/)
  readonly staffPersonClaim: string = 'person';

  @Setting('HAWIYA_STAFF_ESTABLISHMENTS_CLAIM', {
    says: 'claim of a bearer token that lists the establishments an officer owns or represents, by their unified numbers (7…); without it none is known',
    expected: 'the name of a claim',
  })
  @Matches(/^[\w.:/-]{1,128}$/)
  readonly staffEstablishmentsClaim: string = 'establishments';

  @Setting('HAWIYA_TOKEN_TYPE', {
    says: "the header's typ of a bearer token; JWT takes tokens of issuers that do not follow RFC 9068, ID tokens for this audience among them",
    expected: `one of ${TOKEN_TYPES.join(', ')}`,
  })
  @IsIn(TOKEN_TYPES)
  readonly tokenType: (typeof TOKEN_TYPES)[number] = 'at+jwt';

  @Setting('HAWIYA_TOKEN_MAX_LIFETIME_S', {
    says: 'longest time from the issue of a bearer token to its end, in seconds; one made for longer is refused',
    expected: 'an integer from 60 to 604800',
  })
  @Type(() => Number)
  @IsInt()
  @Min(60)
  @Max(604_800)
  readonly tokenMaxLifetimeS: number = 3_600;

  @Setting('HAWIYA_SANDBOX_PORT', {
    says: 'port of the sandbox OpenID provider, used while HAWIYA_ISSUER is unset; 0 takes any free one',
    expected: 'an integer from 0 to 65535',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly sandboxPort: number = 3001;

  @Setting('HAWIYA_SANDBOX_PEOPLE', {
    says: 'JSON file of who can sign in at the sandbox provider; unset: its own test people',
    expected: 'a path',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  readonly sandboxPeople: string | undefined = undefined;

  @Setting('HAWIYA_SUBJECT_SECRET', {
    says: 'key of the HMAC that names people in streams and keys; unset: made once and kept under HAWIYA_DATA/keys',
    expected: '64 or more hexadecimal digits',
    secret: true,
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{64,}$/i)
  readonly subjectSecret: string | undefined = undefined;

  @Setting('HAWIYA_ERASURES_FILE', {
    says: 'list of the keys that were erased, for the process manager: outside of every backup of keys and log, applied at each start; unset: beside HAWIYA_DATA, named …-erasures.jsonl',
    expected: 'a path',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  readonly erasuresFile: string | undefined = undefined;

  @Setting('HAWIYA_ERASURE_SETTLE_MS', {
    says: 'time after which no process can have anything in memory of a person whose keys were destroyed: then their documents are made anew once more and the erasure is complete, in milliseconds',
    expected: 'an integer from 0 to 600000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(600_000)
  readonly erasureSettleMs: number = 20_000;

  @Setting('HAWIYA_ACCEPT_PARTS', {
    says: 'log and keys that are to go on together although they did not belong together, as the refused start printed them: for that one start (of hawiya migrate, or of the process that runs everything). The list of HAWIYA_ERASURES_FILE is applied to the keys; the log gets another id, and what was made from it (positions, read models) is made anew. Or the log and another one whose messages on the topic of events are to be stepped over, as a consumer that refused them printed it: while it is set. Several are separated by commas',
    expected: 'the pair that was printed',
  })
  @IsOptional()
  @Matches(ACCEPTED)
  readonly acceptParts: string | undefined = undefined;

  @Setting('HAWIYA_MIN_FREE_MIB', {
    says: 'MiB of the disk under HAWIYA_DATA that are kept free: while there are less, writes are refused',
    expected: 'an integer from 16 to 1048576',
  })
  @Type(() => Number)
  @IsInt()
  @Min(16)
  @Max(1_048_576)
  readonly minFreeMib: number = 64;

  @Setting('HAWIYA_PARTITIONS', {
    says: 'partitions of the topic of events, fixed once the topic exists; one process works fastest with one',
    expected: 'an integer from 1 to 256',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(256)
  readonly partitions: number = 1;

  @Setting('HAWIYA_DEAD_LETTERS_MAX', {
    says: 'dead letters (keys that are parked) of a read model or the process manager above which its stage is not ok; where HAWIYA_DEAD_LETTERS_MAX_PERCENT is exceeded, too',
    expected: 'an integer from 0 to 1000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly deadLettersMax: number = 100;

  @Setting('HAWIYA_DEAD_LETTERS_MAX_PERCENT', {
    says: "the same, in percent of the model's documents; for the process manager, of the cases",
    expected: 'a number from 0 to 100',
  })
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly deadLettersMaxPercent: number = 1;

  @Setting('HAWIYA_BODY_LIMIT', {
    says: 'largest request body in bytes',
    expected: 'an integer from 1024 to 16777216',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1024)
  @Max(16_777_216)
  readonly bodyLimit: number = 262_144;

  @Setting('HAWIYA_FACTS_BODY_LIMIT', {
    says: 'largest body of facts in bytes; the default is a full batch of 500 facts of 8 KiB on the average',
    expected: 'an integer from 1024 to 16777216',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1024)
  @Max(16_777_216)
  readonly factsBodyLimit: number = 4_096_000;

  @Setting('HAWIYA_FACT_LIMIT', {
    says: 'largest single fact in bytes, with all its attributes as JSON without spaces, over HTTP and on the topics',
    expected: 'an integer from 12288 to 1048576',
  })
  @Type(() => Number)
  @IsInt()
  @Min(12_288)
  @Max(1_048_576)
  readonly factLimit: number = 16_384;

  @Setting('HAWIYA_REQUEST_TIMEOUT_MS', {
    says: 'time a client has to send a whole request, in milliseconds',
    expected: 'an integer from 100 to 600000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly requestTimeoutMs: number = 15_000;

  @Setting('HAWIYA_MAX_WAIT_MS', {
    says: 'longest a reader may wait for its own write to become visible, in milliseconds',
    expected: 'an integer from 0 to 10000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly maxWaitMs: number = 5_000;

  @Setting('HAWIYA_DEFAULT_WAIT_MS', {
    says: 'how long a reader that does not say so waits for its own write, in milliseconds; never longer than HAWIYA_MAX_WAIT_MS',
    expected: 'an integer from 0 to 10000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly defaultWaitMs: number = 2_000;

  @Setting('HAWIYA_STREAMS_MAX', {
    says: 'server-sent event streams open at once; further ones are refused with 503',
    expected: 'an integer from 0 to 100000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  readonly streamsMax: number = 1_000;

  @Setting('HAWIYA_HEARTBEAT_MS', {
    says: 'pause after which an idle stream sends a heartbeat, in milliseconds',
    expected: 'an integer from 50 to 120000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(50)
  @Max(120_000)
  readonly heartbeatMs: number = 15_000;

  @Setting('HAWIYA_DRAIN_MS', {
    says: 'time requests under way get to finish on SIGTERM, in milliseconds',
    expected: 'an integer from 0 to 120000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(120_000)
  readonly drainMs: number = 10_000;
}
