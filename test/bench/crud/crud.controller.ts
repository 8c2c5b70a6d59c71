import { randomInt, randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, Put, Res } from '@nestjs/common';
import { instanceToPlain } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import {
  DeclarationBody,
  DetailsBody,
  DocumentBody,
  StartBody,
} from '#apps/api/applications/applications.dto.js';
import { PaymentBody } from '#apps/api/fees/fees.dto.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller, Public, Roles } from '#sign-in/roles.js';
import { CaseRecords } from './case-records.js';

const FEE = 65_000;

/** The journey's routes with the same bodies and checks of form, each one update of one document. */
@Controller()
export class CrudController {
  constructor(@Inject(CaseRecords) private readonly records: CaseRecords) {}

  @Get('health/live')
  @Public()
  live() {
    return { ok: true };
  }

  @Post('v1/applications')
  @Roles('applicant')
  async start(@Body() body: StartBody, @Caller() caller: Principal) {
    const applicationId = randomUUID();
    const { category, channel } = body;
    const started = { applicant: instanceToPlain(body.applicant), category, channel, startedAt: new Date() };
    await this.records.insert({
      _id: applicationId,
      person: caller.id,
      open: true,
      revision: 0,
      ...started,
    });
    return { applicationId, revision: 0 };
  }

  @Put('v1/applications/:id/details')
  @Roles('applicant')
  async details(@Param('id') id: string, @Body() body: DetailsBody, @Caller() caller: Principal) {
    return this.answer(id, await this.change(id, caller, { $set: { details: instanceToPlain(body) } }));
  }

  @Post('v1/applications/:id/documents')
  @Roles('applicant')
  async document(
    @Param('id') id: string,
    @Body() body: DocumentBody,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const documentId = randomUUID();
    const revision = await this.change(id, caller, {
      $push: { documents: { documentId, ...instanceToPlain(body) } },
    });
    reply.header('etag', `"${revision}"`);
    return { ...this.answer(id, revision), documentId };
  }

  @Post('v1/applications/:id/bill')
  @Roles('applicant')
  async bill(@Param('id') id: string, @Caller() caller: Principal) {
    const billNumber = `${randomInt(1, 10)}${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`;
    const revision = await this.change(id, caller, {
      $set: { billNumber, amount: FEE, billedAt: new Date() },
    });
    return { ...this.answer(id, revision), billNumber, amount: FEE };
  }

  @Post('v1/sadad/notifications')
  @Roles('service')
  async payment(@Body() body: PaymentBody) {
    const { billNumber, ...payment } = body;
    return { revision: await this.records.change({ billNumber }, { $push: { payments: payment } }) };
  }

  @Post('v1/applications/:id/review')
  @Roles('applicant')
  async review(@Param('id') id: string, @Body() body: DeclarationBody, @Caller() caller: Principal) {
    const declared = { $set: { declared: body.declaration, declaredAt: new Date() } };
    return this.answer(id, await this.change(id, caller, declared));
  }

  @Post('v1/applications/:id/submit')
  @Roles('applicant')
  async submit(@Param('id') id: string, @Caller() caller: Principal) {
    return this.answer(
      id,
      await this.change(id, caller, { $set: { phase: 'submitted', submittedAt: new Date() } }),
    );
  }

  private change(id: string, caller: Principal, update: Parameters<CaseRecords['change']>[1]) {
    return this.records.change({ _id: id, person: caller.id }, update);
  }

  private answer(applicationId: string, revision: number) {
    return { applicationId, revision };
  }
}
