import { MAX_MESSAGE_BYTES } from '#topics/port.js';
import { DEFAULT_FACT_LIMITS } from '../fact-transport.js';
import { DEAD_FACTS_TOPIC, EVENTS_TOPIC, factsTopicOf, FACTS_TOPICS, REQUESTS_TOPICS } from '../topics.js';

/** What the document says in sentences (CommonMark): for somebody who sees the service from outside, and only its topics. */

export const INTRODUCTION = `hawiya issues and renews resident identities. It is told what other services know, and tells what happens:

- \`${EVENTS_TOPIC}\`: everything that happened to an application, its fees and its credential. **Subscribe to it.**
- \`${factsTopicOf('<your service>')}\`: what your service knows about a person. **Send to it**, to answer what a case waits for. There is one for each of ${FACTS_TOPICS.map(({ service }) => service).join(', ')}.
- \`hawiya.requests.<your service>.v1\`: what a case waits for that your service has to tell. **Subscribe to it**, and answer with a fact; the same can be had by webhook. There is one for each of ${REQUESTS_TOPICS.map(({ service }) => service).join(', ')}.
- \`${DEAD_FACTS_TOPIC}\`: facts that could not be taken in, each with the reason.

Every message is a CloudEvent 1.0 (Kafka binding). Times are UTC, days are Gregorian days in Riyadh, money is in halalas.

### What you can rely on

- **It happened.** An event is published after it was stored and is never taken back: what puts it right is another event.
- **Order per key.** The key of everything about a case (application, fees, credential) is the application's id. Messages of one key are in one partition, in the order they happened. There is no order between keys.
- **At least once.** A message may come again, also long after, and what follows it then comes again too. The same \`ce_id\` is the same event. You need not keep ids: \`ce_streamrevision\` counts the events of a stream (\`ce_subject\`) as 0, 1, 2 and so on. Keep the last one you have done of each stream; one that is not larger is a repeat.
- **Gaps can be seen.** A revision that skips a number means you have missed an event. Only an event larger than ${MAX_MESSAGE_BYTES} bytes with its headers is never published; none comes near that.
- **The schema of a type holds.** Within a version (the \`v1\` in \`ce_type\`) fields are only added, as optional ones, and only lists marked \`x-extensible-enum\` grow. Anything else makes a new version, whose events have another \`ce_type\`; events of older versions keep theirs for ever, and come again as they were.

### What you have to do

- Ignore fields you do not know, and types you have no use for. Expect values that are not in an \`x-extensible-enum\` yet.
- Do not guess at a version you do not know: set it aside, and tell somebody.
- Make what you do for an event harmless when it is done again.

### Personal data

What names or describes a person is under \`personal\`, sealed with a key of that person's own. Nobody outside the service can open it; once the key is erased, nobody can. \`subject\` is a pseudonym: it tells that two cases are of the same person, not which; but a service that told a fact about a person finds what it was answered (\`factId\`, or the \`ce_correlationid\` it sent) beside the pseudonym, and knows. So what is under \`data\` is personal data too, in the sense of the law: read it for a purpose, and keep it as long as that lasts.

### Who may do what

The operators give out a user (SASL over TLS) and say which topics it may read and write. Each service writes to its own topic and to no other: so the topic a fact came on proves who tells it, and a fact whose \`source\` or kind is another service's is not taken in. Facts name people by their number: only hawiya itself reads the topics of facts, only the service that is asked reads its topic of requests, and only operators read \`${DEAD_FACTS_TOPIC}\`.`;

export const EVENTS = `Everything that happened, of every case: one message for each event of the log. CloudEvents in **binary content mode**: the attributes are in the \`ce_…\` headers, the value is \`{"data":{…}}\`, with \`"personal"\` beside it where the event has a sealed part.

Key: the application's id for everything about a case; for what is about a person (\`resident\`, \`slot\`) the pseudonym; for a bill number, the directives and the status lists their own name. The partition follows from the key as Kafka's Java clients choose it (murmur2).

The topic keeps messages for a limited time; the log behind it keeps them for ever.`;

/** Of the topic of one service. */
export const factsOf = (
  service: string,
): string => `What \`${service}\` tells, and nobody else may. One CloudEvent for each fact: **structured** (\`application/cloudevents+json\`, as described here), up to ${DEFAULT_FACT_LIMITS.maxBatch} of them in a **batch** (\`application/cloudevents-batch+json\`), or **binary** (\`ce_…\` headers, the value is \`data\`). At most ${DEFAULT_FACT_LIMITS.maxBytes} bytes. The same can be sent over HTTP (\`POST /v1/facts\`), which answers at once.

- **Key**: the fact's \`subject\`, so that facts about one person stay in order. They may come late and out of order all the same: \`time\` says since when a fact is true.
- **Say it again** when you are not sure that it arrived: the same \`source\` and \`id\` with the same content changes nothing. Other content under the same \`source\` and \`id\` is refused.
- **Put right** what was wrong by another fact whose \`corrects\` is the \`id\` of the first; nothing is deleted.
- **The answer** is on \`${EVENTS_TOPIC}\`: \`hawiya.resident.fact-recorded.v1\` says that the fact is in the person's file; its \`ce_correlationid\` is the \`correlationid\` you sent, if that is a UUID. Over HTTP the answer names the \`factId\`; cases it matters to are looked at again. What was not taken in is on \`${DEAD_FACTS_TOPIC}\`.
- **source** is your service's own name: \`/${service}\`, or a path under it; the same by either way. It and the \`id\` are kept under the seal; outside of it the fact goes by a \`factId\` of ours.`;

/** Of the topic of requests to one service. */
export const requestsText = (
  service: string,
): string => `What \`${service}\` is asked for, and nobody else reads: one CloudEvent in structured mode for each fact that a case misses. Key: its \`subject\`, the person.

- **Answer** by telling the fact on \`${factsTopicOf(service)}\` (or over HTTP), as you would have without being asked: there is no answer to the request itself. If what \`facts\` names is not so, nothing has to be told.
- **It comes again**: the same \`id\` is a repeat; asked anew, because the fact is still missing, it has another \`id\` and a higher \`asking\`. From \`answerBy\` on the answer is late, and people see that.
- **By webhook** the very same is posted to the URL that the operators were given for your service, signed by Standard Webhooks; \`webhook-id\` is the \`id\`. The topic has it as well.`;

export const LEGACY_FACTS = `**Deprecated: send to the topic of your own service.** All services wrote to this topic in the first release. It is not made any more; where there is one it is read until it is empty, and then the operators remove it. A fact on it is taken in if its kind is its \`source\`'s to tell; as anybody who may write here can give any source, write access is taken away as soon as every service has moved.`;

export const DEAD_FACTS_TEXT = `Messages of the topics of facts that could not be taken in, as they came: unreadable, not by the schema, not the sender's to tell, or refused. The message is taken as a whole: of a batch with one fact that is unreadable or another service's nothing is taken in; of a readable batch, what was refused is named and the rest is taken in. Mend it and send it again, under the same \`id\` if nothing of it was recorded under that id.

Read by operators; one partition, in the order they were put aside.`;
