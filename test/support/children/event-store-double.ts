import { writeSync } from 'node:fs';
import type { Faults, Refusal } from '#test/doubles/eventstoredb/double/faults.js';
import type { Endpoint } from '#test/doubles/eventstoredb/double/refusals.js';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';

/** What whoever started it may tell it, over Node's channel between processes. */
export type Instruction =
  /** Sets what goes wrong. */
  | { readonly do: 'faults'; readonly faults: Partial<Pick<Faults, 'loseAnswers' | 'delayMs' | 'frozen'>> }
  /** Refuses the next calls. */
  | { readonly do: 'refuse'; readonly refusal: Refusal; readonly times: number }
  | { readonly do: 'drop-subscriptions' }
  /** Is one of several nodes, and follows the leader. */
  | { readonly do: 'follow'; readonly leader: Endpoint | undefined; readonly peers: readonly Endpoint[] }
  /** Leads, with the log at that path. */
  | { readonly do: 'lead'; readonly path: string };

/* The double of an EventStoreDB server in a process of its own, which a test may kill: PATH [PORT]. Says where it is. */
const [path = '', port = '0'] = process.argv.slice(2);
const double = await ServerDouble.start(path, { port: Number(port) });
process.on('message', (instruction: Instruction) => {
  switch (instruction.do) {
    case 'faults':
      Object.assign(double.faults, instruction.faults);
      break;
    case 'refuse':
      double.faults.refuse(instruction.refusal, instruction.times);
      break;
    case 'drop-subscriptions':
      double.dropSubscriptions();
      break;
    case 'follow':
      double.faults.leader = instruction.leader;
      double.peers.splice(
        0,
        Number.POSITIVE_INFINITY,
        ...instruction.peers.map((endpoint) => ({ endpoint })),
      );
      break;
    case 'lead':
      void double.lead(instruction.path).then(() => process.send?.('leads'));
      break;
  }
});
process.on('disconnect', () => process.exit(0)); // it does not outlive whoever started it
writeSync(1, `${double.connectionString}\n`);
