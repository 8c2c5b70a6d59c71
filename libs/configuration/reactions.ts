import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { LimitsConfiguration } from './limits.js';
import { Setting } from './setting.js';

/** How patient the process manager is with what fails. */
export class ReactionsConfiguration extends LimitsConfiguration {
  @Setting('HAWIYA_FAILURES_MAX', {
    says: 'how often a reaction, a deadline or a fact that fails of nobody knows what is tried before it is parked or put aside',
    expected: 'an integer from 1 to 1000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly failuresMax: number = 5;

  @Setting('HAWIYA_DEADLINES_AT_ONCE', {
    says: 'deadlines fired side by side, while no event is reacted to; eight times as many are taken at once',
    expected: 'an integer from 1 to 1000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly deadlinesAtOnce: number = 32;

  @Setting('HAWIYA_WALK_BATCH', {
    says: 'credentials looked at in one step when something touches all of them, such as a directive that reaches identities already issued',
    expected: 'an integer from 1 to 10000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly walkBatch: number = 500;

  @Setting('HAWIYA_DEADLINE_LEASE_MS', {
    says: 'how long firing a deadline may take before another process tries it, and how soon one that failed is tried again at first, in milliseconds',
    expected: 'an integer from 1000 to 600000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  readonly deadlineLeaseMs: number = 30_000;

  @Setting('HAWIYA_DEADLINE_PUT_OFF_MAX_MS', {
    says: 'a deadline that fails again and again is tried this often at least, in milliseconds',
    expected: 'an integer from 1000 to 86400000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  readonly deadlinePutOffMaxMs: number = 3_600_000;
}
