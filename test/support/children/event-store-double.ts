import { writeSync } from 'node:fs';
import { ServerDouble } from '#event-store/eventstoredb/testing/server-double.js';

/* The double of an EventStoreDB server in a process of its own, which a test may kill: PATH [PORT]. Says where it is. */
const [path = '', port = '0'] = process.argv.slice(2);
const double = await ServerDouble.start(path, { port: Number(port) });
writeSync(1, `${double.connectionString}\n`);
