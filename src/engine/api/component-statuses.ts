import type { GenericObject } from '../kinds/types/index.ts';

/** What is asked for its health when somebody reads ComponentStatuses (pkg/registry/core/componentstatus). */
const COMPONENTS = ['controller-manager', 'etcd-0', 'scheduler'] as const;

/** The warning that each request for them gets. */
export const componentStatusWarning = 'v1 ComponentStatus is deprecated in v1.19+';

/** They are stored nowhere; the parts of the control plane never fail. */
export const componentStatuses: readonly GenericObject[] = COMPONENTS.map((name) => ({
  apiVersion: 'v1',
  kind: 'ComponentStatus',
  metadata: { name, creationTimestamp: null } as unknown as GenericObject['metadata'],
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
}));
