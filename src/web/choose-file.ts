/** As much of the File System Access API as is used; not every browser has it. */
type SavePicker = (options: {
  suggestedName: string
  types: { description: string; accept: Record<string, string[]> }[]
}) => Promise<FileSystemFileHandle>

const picker = (): SavePicker | undefined =>
  (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker

/** Whether this browser writes a file piece by piece, where the person says. */
export const writesFiles = (): boolean => picker() !== undefined

/**
 * Has the person say where an archive is to be written; it has to be asked for by a press of theirs.
 * @returns null where the browser cannot; 'given up' where they named none
 */
export async function chooseArchive(name: string): Promise<FileSystemFileHandle | 'given up' | null> {
  const types = [{ description: 'Archive', accept: { 'application/zip': ['.zip'] } }]
  try {
    return (await picker()?.call(globalThis, { suggestedName: name, types })) ?? null
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    // Where it may not ask, it is as if it could not.
    return error.name === 'AbortError' ? 'given up' : null
  }
}
