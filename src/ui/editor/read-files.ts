/** The files' names and texts. */
export async function readFiles(files: FileList): Promise<{ name: string; text: string }[]> {
  return Promise.all([...files].map(async (file) => ({ name: file.name, text: await file.text() })));
}
