import { defineConfig, mergeConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.ts';
import page from './vite.config.ts';

/** Tests of what keeps nothing between two calls but what it can compute again: files share its modules. */
const stateless = ['conformance', 'engine', 'headless', 'kubectl', 'manifests', 'scene', 'shell'];
/** It puts modules of its own in the place of others. */
const replacing = 'test/engine/cost.test.ts';

export default mergeConfig(
  page,
  defineConfig({
    test: {
      environment: 'node',
      setupFiles: ['test/support/seed.ts'],
      sequence: { sequencer: SlowFirst },
      // One for each core: nobody else is to do anything meanwhile.
      maxWorkers: '100%',
      // A busy machine makes tests slow, not wrong.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      projects: [
        {
          extends: true,
          test: {
            name: 'shared',
            isolate: false,
            include: stateless.map((folder) => `test/${folder}/**/*.test.ts`),
            exclude: [replacing],
          },
        },
        {
          extends: true,
          test: {
            name: 'apart',
            include: ['test/**/*.test.{ts,tsx}'],
            exclude: stateless.map((folder) => `test/${folder}/**`),
          },
        },
        { extends: true, test: { name: 'replacing', include: [replacing] } },
      ],
    },
  }),
);
