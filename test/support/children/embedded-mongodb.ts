import { writeSync } from 'node:fs';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';

/* The embedded MongoDB server in a process of its own, which a test may kill: PATH [PORT]. Says where it is. */
const [path = '', port = '0'] = process.argv.slice(2);
const { uri } = await startEmbeddedMongo({ path, listen: { port: Number(port) } });
process.on('disconnect', () => process.exit(0)); // it does not outlive whoever started it
writeSync(1, `${uri}\n`);
