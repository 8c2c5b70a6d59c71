import { afterEach, beforeEach, describe } from '@jest/globals';
import { conformsInConsuming } from './consuming.js';
import { conformsInFailing } from './failing.js';
import type { DistributionFixture, Opened, Suite } from './fixture.js';
import { conformsInGroups } from './groups.js';
import { conformsInPublishing } from './publishing.js';
import { conformsInTopics } from './topics.js';

/** Everything a driver of the port must do. One line enrols a driver: `distributionConformance('Kafka', fixture)`. */
export function distributionConformance(driver: string, fixture: DistributionFixture): void {
  describe(`${driver} conforms: `, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await fixture.open();
    }, fixture.deadlineMs);
    afterEach(() => opened.dispose(), fixture.deadlineMs);
    const suite: Suite = {
      ...fixture,
      open: () => fixture.open(),
      opened: () => opened,
      reopen: async () => (opened = await opened.reopen()),
    };
    conformsInTopics(suite);
    conformsInPublishing(suite);
    conformsInConsuming(suite);
    conformsInFailing(suite);
    conformsInGroups(suite);
  });
}
