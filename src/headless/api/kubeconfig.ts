import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const NAME = 'podground';

/** Text of a kubeconfig for a server at `url`, without credentials: the door asks for none. */
export function kubeconfigText(url: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: ${NAME}
  cluster:
    server: ${url}
    # Some clients speak plain HTTP only to servers whose certificate they would not check.
    insecure-skip-tls-verify: true
contexts:
- name: ${NAME}
  context:
    cluster: ${NAME}
    user: ${NAME}
current-context: ${NAME}
users:
- name: ${NAME}
  user: {}
`;
}

/** Writes the kubeconfig of a server below the current folder; answers its absolute path. */
export function writeKubeconfig(url: string): string {
  mkdirSync('.podground', { recursive: true });
  const path = resolve('.podground', 'kubeconfig');
  writeFileSync(path, kubeconfigText(url), { mode: 0o600 });
  return path;
}
