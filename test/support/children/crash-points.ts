import { writeSync } from 'node:fs';
import { crashPoint } from '#runtime/crash-points.js';

for (let pass = 1; pass <= 5; pass += 1) {
  crashPoint('elsewhere');
  crashPoint('loop');
  writeSync(1, `pass ${pass}\n`);
}
