import type { Operation } from './operation.ts'

/**
 * The path of an operation with its parameters filled in.
 *
 * @param encode how a value becomes a segment; percent-encoding unless told, so that what a person typed stays in
 *   one. A parameter that takes the rest of the path keeps its slashes.
 */
export function pathOf(
  { path, rest }: Pick<Operation, 'path' | 'rest'>,
  params: Readonly<Record<string, string>>,
  encode: (value: string) => string = encodeURIComponent,
): string {
  return path.replaceAll(/\{([a-z]+)\}/gi, (_whole, name: string) => {
    const value = params[name] ?? ''
    return name === rest ? value.split('/').map(encode).join('/') : encode(value)
  })
}
