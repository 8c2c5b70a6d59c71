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

  @Setting('HAWIYA_REQUESTS_WINDOW_S', {
    says: 'time for which requests are counted, in seconds',
    expected: 'an integer from 1 to 3600',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3_600)
  readonly requestsWindowS: number = 60;

  @Setting('HAWIYA_REQUESTS_PER_ADDRESS', {
    says: 'requests in that time from one client address (IPv6: from one /64), in this process; those of staff and services are not among them',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsPerAddress: number = 60_000;

  @Setting('HAWIYA_REQUESTS_UNPROVEN', {
    says: 'likewise without a bearer token, or with one that does not turn out valid',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsUnproven: number = 1_200;

  @Setting('HAWIYA_REQUESTS_APPLICANT', {
    says: 'requests in that time of one applicant, in this process',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsApplicant: number = 600;

  @Setting('HAWIYA_REQUESTS_OFFICER', {
    says: 'likewise of one officer',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsOfficer: number = 1_200;

  @Setting('HAWIYA_REQUESTS_ANALYST', {
    says: 'likewise of one analyst',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsAnalyst: number = 1_200;

  @Setting('HAWIYA_REQUESTS_OPERATOR', {
    says: 'likewise of one operator, who may be a program',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsOperator: number = 6_000;

  @Setting('HAWIYA_REQUESTS_SERVICE', {
    says: 'likewise of one internal service: each request of it may hold 500 facts',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly requestsService: number = 60_000;

  @Setting('HAWIYA_EDITS_WINDOW_S', {
    says: 'time for which changes of details and documents are counted, in seconds',
    expected: 'an integer from 1 to 86400',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  readonly editsWindowS: number = 3_600;

  @Setting('HAWIYA_EDITS_PER_CALLER', {
    says: 'such changes in that time by one caller, in this process; how many one application takes in all is in policy/limits.yaml',
    expected: 'an integer from 1 to 10000000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly editsPerCaller: number = 120;
}
