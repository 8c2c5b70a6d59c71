import { runStage } from '#apps/composition/run-stage.js';

await runStage('distributor');
