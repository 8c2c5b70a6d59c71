import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { ServicesConfiguration } from './services.js';
import { Setting } from './setting.js';

const ADDRESSES = /^[0-9a-fA-F:.]+(\/\d{1,3})?(,[0-9a-fA-F:.]+(\/\d{1,3})?)*$/;

/** How much one caller, one client address and all of them together may do in a time. */
export class LimitsConfiguration extends ServicesConfiguration {
  @Setting('HAWIYA_TRUSTED_PROXIES', {
    says: 'proxies whose X-Forwarded-For says where a request came from; unset: none, it came from whoever is connected',
    expected: 'IP addresses or networks (10.0.0.0/8), separated by commas',
  })
  @IsOptional()
  @Matches(ADDRESSES)
  readonly trustedProxies: string | undefined = undefined;

  @Setting('HAWIYA_STREAMS_PER_CALLER', {
    says: 'server-sent event streams one caller may have open at once in this process',
    expected: 'an integer from 1 to 100000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly streamsPerCaller: number = 10;

  @Setting('HAWIYA_STREAMS_PER_ADDRESS', {
    says: 'likewise from one client address (IPv6: from one /64)',
    expected: 'an integer from 1 to 100000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly streamsPerAddress: number = 200;

  @Setting('HAWIYA_TRACKING_WINDOW_S', {
    says: 'time for which wrong digits beside a tracking number are counted, in seconds',
    expected: 'an integer from 1 to 86400',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  readonly trackingWindowS: number = 900;

  @Setting('HAWIYA_TRACKING_PER_NUMBER', {
    says: 'wrong digits in that time for one tracking number, in all processes together',
    expected: 'an integer from 1 to 1000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly trackingPerNumber: number = 10;

  @Setting('HAWIYA_TRACKING_PER_ADDRESS', {
    says: 'likewise from one client address (IPv6: from one /64)',
    expected: 'an integer from 1 to 1000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly trackingPerAddress: number = 50;

  @Setting('HAWIYA_TRACKING_IN_ALL', {
    says: 'likewise from everybody for all numbers',
    expected: 'an integer from 1 to 1000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly trackingInAll: number = 1_000;
}
