import type { KubectlEnv } from './env.ts';

const DEFAULT_HOME = '/home/learner';

/** The person's home folder. */
export function homeOf({ home = DEFAULT_HOME }: Pick<KubectlEnv, 'home'>): string {
  return home;
}

/** Where the kubeconfig file is. */
export function kubeconfigPath(env: Pick<KubectlEnv, 'home' | 'kubeconfig'>): string {
  return env.kubeconfig ?? `${homeOf(env)}/.kube/config`;
}
