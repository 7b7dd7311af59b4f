export { globalFlags, type AnyCommand, type CommandGroup } from './command.ts';
export { root as kubectlCommands } from './commands/index.ts';
export { initialState } from './env.ts';
export type {
  ContainerCommand,
  KubeCluster,
  KubeContext,
  KubectlEnv,
  KubectlState,
  KubeUser,
  Running,
  Wait,
} from './env.ts';
export { kubectl } from './kubectl.ts';
export { referenceOf, type Reference } from './reference.ts';
export { runToEnd, type EndedRun } from './run.ts';
