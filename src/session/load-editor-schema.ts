/** Fetches the JSON schema of a manifest of any kind, with upstream's texts. Rejects when it cannot be had. */
export async function loadEditorSchema(): Promise<object> {
  const [{ describedSchema }, { default: schema }, { default: descriptions }] = await Promise.all([
    import('./editor-schema.ts'),
    import('../manifests/schema/kubernetes.schema.json'),
    import('../manifests/schema/descriptions.json'),
  ]);
  return describedSchema(schema, descriptions);
}
