import { writeSync } from 'node:fs';
import { ServerDouble } from '#event-store/eventstoredb/testing/server-double.js';

/** What whoever started it may tell it, over Node's channel between processes. */
export type Instruction =
  /** Sets what goes wrong. */
  | { readonly do: 'faults'; readonly faults: Partial<ServerDouble['faults']> }
  | { readonly do: 'drop-subscriptions' };

/* The double of an EventStoreDB server in a process of its own, which a test may kill: PATH [PORT]. Says where it is. */
const [path = '', port = '0'] = process.argv.slice(2);
const double = await ServerDouble.start(path, Number(port));
process.on('message', (instruction: Instruction) => {
  if (instruction.do === 'faults') Object.assign(double.faults, instruction.faults);
  else double.dropSubscriptions();
});
process.on('disconnect', () => process.exit(0)); // it does not outlive whoever started it
writeSync(1, `${double.connectionString}\n`);
