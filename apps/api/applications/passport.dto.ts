import type { PassportDetails } from '#domain/application/case-terms.js';
import { parseResidentNationality } from '#domain/identifiers/nationality.js';
import { parseNames } from '#domain/identifiers/names.js';
import { Choice, DayText, LatinName, Typed, TypedLines } from '../fields/fields.js';
import type { Reading } from '../fields/reading.js';

export class PassportBody {
  @Typed({ format: 'passport-number', pattern: /^[A-Z0-9]{1,20}$/, says: 'As printed', example: 'A1234567' })
  readonly number!: string;

  @Typed({
    format: 'country-code',
    pattern: /^[A-Z]{1,3}<{0,2}$/,
    says: 'As in the passport: a code of ICAO Doc 9303-3, section 5; D, D<< and DEU are one',
    example: 'IND',
  })
  readonly nationality!: string;

  @LatinName({
    mayBeEmpty: true,
    max: 100,
    says: 'In Latin letters, as in the passport; empty when it has only given names',
    example: 'HASSAN',
  })
  readonly surname!: string;

  @LatinName({
    mayBeEmpty: true,
    max: 100,
    says: 'As `surname`; empty when the passport has only a surname, never both',
    example: 'AMINA',
  })
  readonly givenNames!: string;

  @DayText({ example: '1990-06-15' })
  readonly birthDate!: string;

  @Choice(['F', 'M', 'X'])
  readonly sex!: 'F' | 'M' | 'X';

  @DayText()
  readonly expiry!: string;

  @TypedLines({
    count: 2,
    max: 100,
    optional: true,
    example: ['P<INDHASSAN<<AMINA<<<<<<<<<<<<<<<<<<<<<<<<<<', 'A1234567<6IND9006153F3104301<<<<<<<<<<<<<<04'],
    says: 'The two machine-readable lines (ICAO 9303, TD3), as read',
  })
  readonly mrz?: [string, string];
}

export function readPassport(reading: Reading, body: PassportBody): PassportDetails {
  const { number, nationality, surname, givenNames, sex, mrz } = body;
  return {
    number,
    nationality: reading.take('/passport/nationality', parseResidentNationality(nationality)),
    ...reading.take('/passport/surname', parseNames({ surname, givenNames })),
    sex,
    birthDate: reading.day('/passport/birthDate', body.birthDate),
    expiry: reading.day('/passport/expiry', body.expiry),
    ...(mrz !== undefined && { mrz: [mrz[0], mrz[1]] as const }),
  };
}
