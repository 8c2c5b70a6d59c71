import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Language } from '#runtime/problems/language.js';
import { DirectivesOnRecord } from '#use-cases/facts/directives-on-record.js';
import { Commands } from '../commands/commands.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { pageAt } from '../fields/page.js';
import { Endpoint } from '../openapi/endpoint.js';
import { DirectivesQuery } from './directives.dto.js';
import { directivesPage, type ListedDirective } from './directives.page.js';
import { DIRECTIVE_PHASE_TEXTS } from './texts.js';

/** The government's directives on issuing, for whoever has to do with them. */
@ApiTags('directives')
@Controller('v1/directives')
export class DirectivesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: Commands,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant', 'service', 'officer', 'analyst', 'operator'],
    does: 'See the directives on issuing, those heard of last at first',
    says: 'Whom each is about, since when and until when, and where it was published. Read from the log: a directive just taken in is there.',
    answers: { schema: 'Directives' },
  })
  async directives(@Query() query: DirectivesQuery, @Http() exchange: Exchange) {
    const language = answerIn(exchange);
    const state = await this.queries.execute(new DirectivesOnRecord());
    const { entries, next } = pageAt(directivesPage(state, this.commands.now(), query));
    return { entries: entries.map((entry) => listed(entry, language)), next: next ?? null };
  }
}

function listed({ directive, phase, liftedAt }: ListedDirective, language: Language) {
  const { directiveId, title, source, covers, effect, reachesIssued, from, until } = directive;
  const { services, categories, nationalities, wholeGroups } = covers;
  return {
    directiveId,
    title: title[language],
    source,
    covers: {
      services: services ?? null,
      categories: categories ?? null,
      nationalities: nationalities ?? null,
      wholeGroups: wholeGroups ?? false,
    },
    effect,
    reachesIssued: reachesIssued ?? false,
    phase,
    phaseText: DIRECTIVE_PHASE_TEXTS[phase][language],
    from,
    until: until ?? null,
    liftedAt: liftedAt ?? null,
  };
}
