/** Fetches the JSON schema of a manifest of any kind, with upstream's texts. Rejects when it cannot be had. */
export async function loadEditorSchema(): Promise<object> {
  const [{ tools }, { default: schema }, { default: descriptions }] = await Promise.all([
    import('./tools.ts'),
    import('../manifests/schema/kubernetes.schema.json'),
    import('../manifests/schema/descriptions.json'),
  ]);
  return tools.describedSchema(schema, descriptions);
}
