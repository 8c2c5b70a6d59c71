import { MAX_STATEMENT } from '#domain/resident/absence-appeal.js';
import { ReadableText } from '../fields/fields.js';

export class AppealBody {
  @ReadableText({
    max: MAX_STATEMENT,
    says: 'Why the report is false, in your own words',
    example: 'I was at work on every one of those days.',
  })
  readonly statement!: string;
}
