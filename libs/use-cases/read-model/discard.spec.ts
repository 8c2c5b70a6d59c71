import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streams } from '../streams.js';
import { Office } from '../testing/office.js';
import { DiscardFromReadModel } from './discard.js';

describe('throwing away a message that was none of the service’s', () => {
  let office: Office;
  beforeEach(async () => {
    office = await Office.open();
  });
  afterEach(() => office.close());

  const discarded = async (key: string): Promise<unknown> => {
    const of = { model: 'application-status', version: 1, key };
    const by = office.by({ kind: 'operator', id: 'omar' });
    await office.run(new DiscardFromReadModel(by, of, null, 'unreadable-message', 'not-ours'));
    const history = await office.log.history(streams.readModel('application-status'));
    return history.at(-1)?.event.data;
  };

  it.each([
    '0c6a8de5-3725-4855-8386-d71eac6ccacf',
    '6571f63bcf8c70fdf54e35e36868afa7',
    '4203910118234',
    'directives',
  ])('names its key where that is one of ours: %s', async (key) => {
    expect(await discarded(key)).toMatchObject({ key });
  });

  it.each(['anna-eriksson', 'directives ', 'ERIKSSON/2000000006', 'ف'.repeat(600)])(
    'keeps a digest of what somebody else wrote there: %j',
    async (key) => {
      expect(await discarded(key)).toMatchObject({ key: expect.stringMatching(/^sha256:[\w-]{43}$/) });
    },
  );
});
