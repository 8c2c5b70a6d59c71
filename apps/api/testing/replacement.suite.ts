import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { fact } from './residents.js';
import { type Answer, type RunningApi, until } from './running-api.js';

const CLOUD_EVENT = { 'content-type': 'application/cloudevents+json' };

/** An identity that was revoked for what was put right, and the one that follows. */
export function replacementSuite(running: () => RunningApi): void {
  describe('an identity that was revoked by mistake', () => {
    const officer = (as: string, path: string, body?: object) =>
      running().ask({ as, path, ...(body !== undefined && { method: 'POST', body }) });
    const credentialIn = ({ body }: Answer) => body['credential'] as Readonly<Record<string, unknown>> | null;
    const why = { reason: 'ground-corrected' };

    it('is followed by another once an officer decides so, with a place of its own and the same last day', async () => {
      const resident = new ApplicantInTest(running(), 51);
      const becomes = (status: string, more: (credential: object) => boolean = () => true) =>
        until(
          () => resident.status(),
          (answer) => {
            const credential = credentialIn(answer);
            return credential?.['status'] === status && more(credential);
          },
          10_000,
        );
      const tell = async (status: string, more: object) => {
        const data = { status, category: 'employee' };
        const body = fact(resident.n, 'passports', 'residency-status-changed', data, more);
        const ask = { as: 'passports', method: 'POST', path: '/v1/facts', body, headers: CLOUD_EVENT };
        expect((await running().ask(ask)).status).toBeLessThan(300);
      };
      await resident.goodFacts();
      await resident.prepare();
      await resident.post(resident.path('/submit'));
      const issued = credentialIn(await becomes('valid'));
      const id = String(issued?.['credentialId']);
      const replacement = resident.path(`/credentials/${id}/replacement`);
      expect(await officer('officer-a', replacement, why)).toMatchObject({ body: { code: 'not-revoked' } });

      await tell('cancelled', { id: 'r51-wrong' });
      const revoked = credentialIn(await becomes('revoked'));
      expect(revoked).toMatchObject({ ground: 'residency-cancelled', replaceableSince: null, former: [] });
      expect(await officer('officer-a', replacement, why)).toMatchObject({
        status: 409,
        body: { code: 'ground-still-stands' },
      });
      const list = '/v1/replaceable-credentials';
      expect((await officer('officer-a', list)).body).toEqual({ entries: [], next: null });

      await tell('valid', { id: 'r51-right', corrects: 'r51-wrong' });
      const since = credentialIn(
        await becomes('revoked', (one) => Reflect.get(one, 'replaceableSince') !== null),
      );
      const listed = await officer('officer-a', list);
      expect(listed.body).toEqual({
        entries: [
          {
            applicationId: resident.applicationId,
            trackingNumber: resident.trackingNumber,
            credentialId: id,
            category: 'employee',
            ground: 'residency-cancelled',
            groundText: 'The residency was cancelled.',
            validUntil: Reflect.get(Object(issued?.['validUntil']), 'gregorian'),
            revokedAt: revoked?.['since'],
            since: since?.['replaceableSince'],
          },
        ],
        next: null,
      });
      expect((await officer(resident.login, list)).status).toBe(403);
      expect(await officer('officer-a', `${list}?cursor=none`)).toMatchObject({
        status: 400,
        body: { errors: [{ code: 'cursor-unknown' }] },
      });
      for (const [path, code] of [
        [resident.path('/credentials/none/replacement'), 'credential-not-found'],
        [resident.path(`/credentials/${resident.applicationId}/replacement`), 'credential-not-found'],
        [`/v1/applications/${id}/credentials/${id}/replacement`, 'application-not-found'],
      ])
        expect(await officer('officer-a', String(path), why)).toMatchObject({ status: 404, body: { code } });
      expect(await officer('officer-owner', replacement, why)).toMatchObject({
        status: 403,
        body: { code: 'sponsors-applicant' },
      });
      expect((await officer(resident.login, replacement, why)).status).toBe(403);
      expect(await officer('officer-a', replacement, { reason: 'because' })).toMatchObject({ status: 400 });

      const asked = { as: 'officer-a', method: 'POST', path: replacement, body: why };
      const headers = { 'idempotency-key': '"follow-r51"' };
      const decided = await running().ask({ ...asked, headers });
      const next = String(decided.body['replacedBy']);
      expect(decided).toMatchObject({
        status: 200,
        body: { applicationId: resident.applicationId, credentialId: id, replacedBy: next, repeated: false },
      });
      // In another spelling it is the same request.
      const upper = resident.path(`/credentials/${id.toUpperCase()}/replacement`);
      expect(await running().ask({ ...asked, path: upper, headers })).toMatchObject({
        status: 200,
        body: { replacedBy: next, repeated: true },
      });
      expect(await officer('officer-b', replacement, why)).toMatchObject({
        body: { code: 'already-replaced' },
      });
      const now = await becomes('valid');
      expect(credentialIn(now)).toMatchObject({
        credentialId: next,
        replaces: id,
        supersedes: null,
        personal: issued?.['personal'],
        validUntil: issued?.['validUntil'],
        former: [{ credentialId: id, status: 'revoked', replacedBy: next, replaceableSince: null }],
      });
      expect(Reflect.get(Object(now.body['fees']), 'paid')).toBe(resident.bill.amount);
      expect((await officer('officer-a', list)).body).toEqual({ entries: [], next: null });
      expect((await running().ask({ as: resident.login, path: '/v1/credentials' })).body).toMatchObject({
        entries: [
          { credentialId: next, status: 'valid' },
          { credentialId: id, status: 'revoked' },
        ],
      });
      const timeline = await resident.status('/timeline');
      const entries = timeline.body['entries'] as readonly { readonly id: string; readonly type: string }[];
      expect(entries.map(({ type }) => type).slice(-5)).toEqual([
        'CredentialIssued',
        'CredentialRevoked',
        'ReplacementOpened',
        'CredentialReplaced',
        'CredentialIssued',
      ]);
      const last = entries.at(-1)?.id ?? '';
      expect(last).toBe(`credential.${next}.0`);
      const before = await resident.status(`/timeline?before=${last}`);
      expect(before.body['entries']).toEqual(entries.slice(0, -1));
      expect(JSON.stringify(timeline.body)).not.toContain('officer-a');
    });
  });
}
