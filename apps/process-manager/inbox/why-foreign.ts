import type { Foreign } from '#contracts/fact-owners.js';
import { factsTopicOf } from '#contracts/topics.js';
import { unreachable } from '#decider/decider.js';

/** For whoever sent a fact that was not theirs to tell: the code, and what to mend. */
export function whyForeign(foreign: Foreign): string {
  return `fact-not-yours (${mend(foreign)})`;
}

function mend(foreign: Foreign): string {
  switch (foreign.at) {
    case 'source':
      return foreign.expected === '/'
        ? 'the source is the name of a service, as in /labour'
        : `who speaks on this topic is ${foreign.expected}: the source is that, or a path under it`;
    case 'type':
      return `facts of this kind are told by ${foreign.expected.join(' or ')}, on ${foreign.expected.map(factsTopicOf).join(' or ')}`;
    default:
      return unreachable(foreign);
  }
}
