import { afterEach, beforeEach, describe } from '@jest/globals';
import { conformsInAppending } from './appending.js';
import { conformsInClosing } from './closing.js';
import { conformsInContent } from './content.js';
import { conformsInDurability } from './durability.js';
import type { EventStoreFixture, Opened, Suite } from './fixture.js';
import { conformsInIdempotence } from './idempotence.js';
import { conformsToTheModel } from './laws.js';
import { conformsInLimits } from './limits.js';
import { conformsInReadingStreams } from './reading-streams.js';
import { conformsInReadingTheLog } from './reading-the-log.js';
import { conformsInRefusing } from './refusing.js';
import { conformsInSubscribing } from './subscribing.js';

/** Everything a driver of the port must do. One line enrols a driver: `eventStoreConformance('embedded', fixture)`. */
export function eventStoreConformance(driver: string, fixture: EventStoreFixture): void {
  describe(`the ${driver} event store`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await fixture.open();
    }, fixture.deadlineMs);
    afterEach(() => opened.dispose(), fixture.deadlineMs);
    const suite: Suite = {
      fixture,
      store: () => opened.store,
      restarted: async () => {
        if (!fixture.restart) throw new Error(`the ${driver} event store cannot be restarted`);
        opened = await fixture.restart(opened);
        return opened.store;
      },
    };
    conformsInAppending(suite);
    conformsInIdempotence(suite);
    conformsToTheModel(suite);
    conformsInContent(suite);
    conformsInLimits(suite);
    conformsInRefusing(suite);
    conformsInReadingStreams(suite);
    conformsInReadingTheLog(suite);
    conformsInSubscribing(suite);
    conformsInDurability(suite);
    conformsInClosing(suite);
  });
}
