import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** The vocabulary request bodies are written in: each word checks a field and describes it in the OpenAPI document. */

interface Field {
  /** What it means, for the document. */
  readonly says?: string;
  readonly optional?: boolean;
  readonly example?: unknown;
}

/** No control characters, no half characters: what is stored is what was sent. */
const CLEAN = /^[^\p{Cc}\p{Cs}]*$/u;

export function Text(
  field: Field & { readonly min?: number; readonly max: number; readonly pattern?: RegExp },
): PropertyDecorator {
  const { min = 1, max, pattern } = field;
  return applyDecorators(
    described(field, {
      type: String,
      minLength: min,
      maxLength: max,
      ...(pattern !== undefined && { pattern: pattern.source }),
    }),
    IsString(),
    Length(min, max),
    Matches(pattern ?? CLEAN),
  );
}

export function Choice(values: readonly (string | number | boolean)[], field: Field = {}): PropertyDecorator {
  const [first] = values;
  const type = typeof first === 'number' ? 'integer' : typeof first === 'boolean' ? 'boolean' : 'string';
  return applyDecorators(described(field, { type, enum: [...values] }), IsIn(values));
}

export function Whole(field: Field & { readonly min: number; readonly max: number }): PropertyDecorator {
  const { min, max } = field;
  return applyDecorators(
    described(field, { type: 'integer', minimum: min, maximum: max }),
    IsInt(),
    Min(min),
    Max(max),
  );
}

/** An integer in a query string: plain digits, nothing else. */
export function WholeParameter(
  field: Field & { readonly min: number; readonly max: number },
): PropertyDecorator {
  const read = ({ value }: { value: unknown }): unknown =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return applyDecorators(Transform(read), Whole(field));
}

/** `YYYY-MM-DD`. Whether there is such a day is checked where it is read. */
export function DayText(field: Field = {}): PropertyDecorator {
  const pattern = /^\d{4}-\d{2}-\d{2}$/;
  return applyDecorators(
    described(field, { type: String, format: 'date', example: field.example ?? '2031-04-30' }),
    IsString(),
    Matches(pattern),
  );
}

/** RFC 3339 with an offset. Whether there is such a moment is checked where it is read. */
export function InstantText(field: Field = {}): PropertyDecorator {
  const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
  return applyDecorators(
    described(field, { type: String, format: 'date-time', example: field.example ?? '2026-03-01T09:00:00Z' }),
    IsString(),
    Matches(pattern),
  );
}

export function Nested(type: new () => object, field: Field = {}): PropertyDecorator {
  return applyDecorators(
    described(field, { type }),
    IsObject(),
    ValidateNested(),
    Type(() => type),
  );
}

/** A list of texts of fixed length. */
export function Texts(field: Field & { readonly count: number; readonly max: number }): PropertyDecorator {
  const { count, max } = field;
  return applyDecorators(
    described(field, {
      type: 'array',
      items: { type: 'string', maxLength: max },
      minItems: count,
      maxItems: count,
    }),
    IsArray(),
    ArrayMinSize(count),
    ArrayMaxSize(count),
    IsString({ each: true }),
    Length(1, max, { each: true }),
    Matches(CLEAN, { each: true }),
  );
}

function described(
  { says, optional = false, example }: Field,
  options: ApiPropertyOptions,
): PropertyDecorator {
  // The options of ApiProperty are a union over kinds of fields; ours are valid members of it.
  const described = {
    ...options,
    required: !optional,
    ...(says !== undefined && { description: says }),
    ...(example !== undefined && { example }),
  } as ApiPropertyOptions;
  // An absent optional field is not looked at; null is not absent.
  const present = ValidateIf((_, value: unknown) => value !== undefined);
  return optional ? applyDecorators(ApiProperty(described), present) : ApiProperty(described);
}
