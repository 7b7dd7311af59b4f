import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './cluster-env.ts';

let terminal: Terminal;

function apply(...objects: readonly object[]): string {
  terminal.files['it.yaml'] = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { rc, stdout, stderr } = terminal.run('apply -f it.yaml');
  return rc === 0 ? `${stderr}${stdout}` : stderr;
}

function run(line: string): string {
  const { stdout, stderr } = terminal.run(line);
  return `${stderr}${stdout}`;
}

const onDeployments = {
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources: ['deployments'],
};
const onPods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'DELETE'], resources: ['pods'] };

function policy(name: string, spec: object, rule: object = onDeployments): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  };
}

function binding(policyName: string, spec: object = {}): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'everywhere' },
    spec: { policyName, validationActions: ['Deny'], ...spec },
  };
}

const few = policy('few', { validations: [{ expression: 'object.spec.replicas <= 5' }] });
const BY = "ValidatingAdmissionPolicy 'few' with binding 'everywhere'";

beforeEach(() => {
  terminal = new Terminal();
});

describe('a ValidatingAdmissionPolicy', () => {
  it('denies nothing until something binds it', () => {
    apply(few);
    expect(run('create deployment web --image=nginx --replicas=6')).toBe('deployment.apps/web created\n');
  });

  it('denies what its expressions do not hold for, whether it is new or changed', () => {
    apply(few, binding('few'));
    expect(run('create deployment web --image=nginx --replicas=6')).toBe(
      `error: failed to create deployment: deployments.apps "web" is forbidden: ${BY} denied request: failed expression: object.spec.replicas <= 5\n`,
    );
    run('create deployment web --image=nginx --replicas=2');
    expect(run('patch deployment web -p {"spec":{"replicas":9}}')).toBe(
      `The deployments "web" is invalid: : ${BY} denied request: failed expression: object.spec.replicas <= 5\n`,
    );
    // Scaling writes to a part that its rule does not name.
    expect(run('scale deployment web --replicas=9')).toBe('deployment.apps/web scaled\n');
  });

  it('is for scaling when it says so, and sees the scale', () => {
    const rule = { ...onDeployments, resources: ['deployments/scale'] };
    apply(
      policy('few', { validations: [{ expression: "object.kind == 'Scale' && object.spec.replicas <= 5" }] }, rule),
    );
    apply(binding('few'));
    run('create deployment web --image=nginx --replicas=6');
    expect(run('scale deployment web --replicas=9')).toContain('denied request: failed expression');
    expect(run('scale deployment web --replicas=3')).toBe('deployment.apps/web scaled\n');
  });

  it('is for the namespaces and the objects that its binding selects', () => {
    const matchResources = {
      namespaceSelector: { matchLabels: { stage: 'test' } },
      objectSelector: { matchExpressions: [{ key: 'free', operator: 'DoesNotExist' }] },
    };
    apply(few, binding('few', { matchResources }));
    expect(run('create deployment one --image=nginx --replicas=6')).toBe('deployment.apps/one created\n');
    run('label ns default stage=test');
    expect(run('create deployment two --image=nginx --replicas=6')).toContain('denied request');
    // What it was before is selected, even when what it becomes is not.
    expect(run('label deployment one free=yes')).toContain('denied request');
    run('label ns default stage=prod --overwrite');
    run('label deployment one free=yes');
    run('label ns default stage=test --overwrite');
    expect(run('label deployment one more=yes')).toBe('deployment.apps/one labeled\n');
  });

  it('warns, when it is bound so', () => {
    apply(few, binding('few', { validationActions: ['Warn', 'Audit'] }));
    expect(run('create deployment web --image=nginx --replicas=6')).toBe(
      `Warning: Validation failed for ${BY}: failed expression: object.spec.replicas <= 5\ndeployment.apps/web created\n`,
    );
  });

  it('asks parameters, variables, the request and the namespace', () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConditions: [{ name: 'not-kubelets', expression: "!request.userInfo.username.startsWith('system:node:')" }],
      variables: [
        { name: 'images', expression: 'object == null ? [] : object.spec.containers.map(c, c.image)' },
        { name: 'foreign', expression: 'variables.images.filter(i, !i.startsWith(params.data.registry))' },
      ],
      validations: [
        {
          expression: "request.operation == 'DELETE' || variables.foreign.size() == 0",
          messageExpression:
            "'not from ' + params.data.registry + ': ' + variables.foreign.join(', ') + ' in ' + namespaceObject.metadata.name",
          reason: 'Forbidden',
        },
        {
          expression:
            "request.operation != 'DELETE' || !has(oldObject.metadata.labels) || !has(oldObject.metadata.labels.keep)",
          message: 'it is to be kept',
        },
      ],
    };
    const paramRef = { name: 'registries', namespace: 'default', parameterNotFoundAction: 'Deny' };
    apply(policy('few', spec, onPods), binding('few', { paramRef }));
    expect(run('run a --image=nginx')).toBe(
      `The pods "a" is invalid: : ${BY} denied request: failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction\n`,
    );
    run('create configmap registries --from-literal=registry=registry.k8s.io/');
    expect(run('run a --image=nginx')).toBe(
      `Error from server (Forbidden): pods "a" is forbidden: ${BY} denied request: not from registry.k8s.io/: nginx in default\n`,
    );
    expect(run('run a --image=registry.k8s.io/pause:3.9 --labels=keep=yes')).toBe('pod/a created\n');
    expect(run('delete pod a')).toContain('denied request: it is to be kept');
    run('label pod a keep-');
    expect(run('delete pod a --now')).toContain('pod "a" deleted');
  });

  it('stops the pods of workloads, whose events tell why', () => {
    apply(policy('few', { validations: [{ expression: 'has(object.metadata.labels.team)' }] }, onPods), binding('few'));
    expect(run('create deployment web --image=nginx')).toBe('deployment.apps/web created\n');
    terminal.sleep(5);
    expect(run('get pods')).toBe('No resources found in default namespace.\n');
    expect(run('describe rs')).toContain(
      `is forbidden: ${BY} denied request: failed expression: has(object.metadata.labels.team)`,
    );
  });

  it('fails closed when an expression has no value, unless it is told not to', () => {
    const wrong = { validations: [{ expression: "object.metadata.labels['team'] == 'a'" }] };
    apply(policy('few', wrong), binding('few'));
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { app: 'web' } } };
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const whole = { ...deployment, spec: { selector: { matchLabels: { app: 'web' } }, template } };
    expect(apply(whole)).toContain(
      `denied request: expression 'object.metadata.labels['team'] == 'a'' resulted in error: no such key: team`,
    );
    apply(policy('few', { ...wrong, failurePolicy: 'Ignore' }));
    expect(apply(whole)).toBe('deployment.apps/web created\n');
  });

  it('is checked when it is written', () => {
    const refused = (spec: object): string => apply(policy('few', spec));
    expect(refused({ validations: [{ expression: 'object.spec.replicas' }] })).toBe(
      'The ValidatingAdmissionPolicy "few" is invalid: spec.validations[0].expression: Invalid value: "object.spec.replicas": must evaluate to bool\n',
    );
    expect(refused({ validations: [{ expression: 'params.x == 1' }] })).toContain(
      `spec.validations[0].expression: Invalid value: "params.x == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')`,
    );
    expect(refused({ validations: [{ expression: 'variables.a', message: 'no' }], variables: [] })).toContain(
      'undeclared',
    );
    expect(refused({})).toContain(
      '* spec.validations: Required value: validations or auditAnnotations must contain at least one item\n* spec.auditAnnotations: Required value',
    );
    const noRule = {
      resourceRules: [{ operations: ['CREATE', 'MAKE'], apiGroups: ['*', 'apps'], apiVersions: [], resources: [] }],
    };
    expect(refused({ matchConstraints: noRule, validations: [{ expression: 'true' }] })).toBe(
      `The ValidatingAdmissionPolicy "few" is invalid: 
* spec.matchConstraints.resourceRules[0].operations[1]: Unsupported value: "MAKE": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"
* spec.matchConstraints.resourceRules[0].apiGroups: Invalid value: []string{"*", "apps"}: if '*' is present, must not specify other API groups
* spec.matchConstraints.resourceRules[0].apiVersions: Required value
* spec.matchConstraints.resourceRules[0].resources: Required value
`,
    );
    expect(apply(binding('few', { validationActions: ['Deny', 'Warn'] }))).toContain(
      'must not contain both Deny and Warn',
    );
    expect(apply(binding('', { paramRef: {} }))).toContain('spec.policyName: Required value');
  });

  it('tells in its status what its expressions name that the kinds do not have', () => {
    apply(policy('few', { validations: [{ expression: 'object.replicas > 1' }] }));
    terminal.sleep(1);
    const { status } = JSON.parse(terminal.out('get validatingadmissionpolicy few -o json')) as { status: object };
    expect(status).toEqual({
      observedGeneration: 1,
      typeChecking: {
        expressionWarnings: [
          {
            fieldRef: 'spec.validations[0].expression',
            warning:
              "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^",
          },
        ],
      },
    });
    apply(few);
    terminal.sleep(1);
    const good = JSON.parse(terminal.out('get validatingadmissionpolicy few -o json')) as { status: object };
    expect(good.status).toEqual({ observedGeneration: 2, typeChecking: {} });
  });
});
