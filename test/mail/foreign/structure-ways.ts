/** Whatever a mail is changed by: numbers at least 0 and below 1, the same for the same seed. */
type Random = () => number

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
const asBytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A mail is not made larger than this, in characters: what is tried is the reading, and not the size limit. */
const LARGEST = 1_500_000

const ARMOR =
  /-----BEGIN PGP MESSAGE-----\r?\n\r?\n([A-Za-z0-9+/=\r\n]{1,200000}?)\r?\n(?==....\r?\n|-----END)/
/** Where a packet may begin that has a length which can be made enormous. */
const PACKET_HEADS = [0xc1, 0xd2, 0xc3, 0xd4, 0xc9, 0xcb, 0xc8, 0xd5, 0x84, 0x85, 0x86, 0x87, 0xa7]
const LENGTHS = [
  [0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0x7f, 0xff, 0xff, 0xff],
  [0xfe],
  [0xe0],
  [0xe9],
  [0x00],
  [0xdf, 0xff],
]

/** Ways to change a mail that know how mail is built: its header, its parts, its encodings, its packets. */
export function structureWays(random: Random): ((bytes: Uint8Array) => Uint8Array)[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const one = <T>(list: readonly T[], otherwise: T): T => list[below(list.length)] ?? otherwise
  const cut = (text: string) => text.slice(0, LARGEST)
  const changing = (way: (text: string) => string) => (bytes: Uint8Array) => asBytes(cut(way(latin1(bytes))))
  /** Swaps two, doubles one or takes one out. */
  const disordered = (list: string[]): string[] => {
    const [from, to] = [below(list.length), below(list.length)]
    const [moved, other] = [list[from] ?? '', list[to] ?? '']
    const kind = below(3)
    if (kind === 0) return list.with(from, other).with(to, moved)
    return kind === 1 ? list.toSpliced(to, 0, moved) : list.toSpliced(from, 1)
  }
  const orNone = (list: string[], way: (list: string[]) => string[]) => (list.length === 0 ? list : way(list))

  const header = (way: (fields: string[]) => string[]) =>
    changing((text) => {
      const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length
      const fields = text.slice(0, end).split(/\r?\n(?![ \t])/)
      return orNone(fields, way).join('\r\n') + text.slice(end)
    })
  const parts = (way: (parts: string[], delimiter: string) => string[]) =>
    changing((text) => {
      const boundaries = [...text.matchAll(/boundary="?([^"\r\n; ]{1,100})/g)].map(([, name = '']) => name)
      const delimiter = `--${one(boundaries, 'outer')}`
      return way(text.split(delimiter), delimiter).join(delimiter)
    })
  const everywhere = (pattern: RegExp, by: () => string) =>
    changing((text) => text.replaceAll(pattern, (found) => (random() < 0.3 ? by() : found)))
  const inArmor = (way: (packets: Buffer) => void) =>
    changing((text) =>
      text.replace(ARMOR, (whole, data: string) => {
        const packets = Buffer.from(data, 'base64')
        way(packets)
        return whole.replace(data, packets.toString('base64').replace(/.{64}/g, '$&\r\n'))
      }),
    )

  return [
    header(disordered),
    header((fields) => fields.map((field) => field.replaceAll(' ', () => (random() < 0.5 ? '\r\n ' : ' ')))),
    header((fields) => [...Array<string>(below(800)).fill('Received: from a by b; x'), ...fields]),
    header((fields) => [`X-Long: ${'=?utf-8?q?=C3?= '.repeat(below(20_000))}`, ...fields]),
    header((fields) => fields.map((field) => field.replace(/(: ?)(.{0,4})/, '$1Ã\x9f\xff$2'))),
    parts((all) => orNone(all, disordered)),
    parts((all) => [
      ...all.slice(0, 1),
      ...Array<string>(below(5000)).fill('\r\n\r\nx\r\n'),
      ...all.slice(1),
    ]),
    parts((all, delimiter) =>
      all.map((part) =>
        random() < 0.3 ? one([' ', '-', '--', `${delimiter}--`, '\0', '\t'], '') + part : part,
      ),
    ),
    changing((text) =>
      text.replace(
        /boundary=("?)[^"\r\n;]{1,100}\1/,
        () => `boundary=${one(['', '""', '"-"', `"${'b'.repeat(300)}"`, "b'", '"\\""', 'a b'], '')}`,
      ),
    ),
    changing((text) =>
      text.replaceAll('\r\n', one(['\n', '\r', '\n\r', '\r\r\n', '\r\n \r\n', '\0\r\n'], '\n')),
    ),
    everywhere(/\r\n/g, () => one(['\n', '\r', '\r\r\n', '\n.\n', '\n.\r\n', '\r.\r', '\0'], '\n')),
    everywhere(/[A-Za-z0-9+/]{40,76}/g, () =>
      one(['=', '====', '-_-_', ' ', '\xff\xfe', 'A', '=AAAA\r\n', '\r\n\r\n'], ''),
    ),
    everywhere(/=[0-9A-F]{2}| /g, () =>
      one(['=', '=0', '=G1', '=\n', '=00', '==', '=0D=0A.=0D=0A', '=\r'], ''),
    ),
    everywhere(
      /charset="?[A-Za-z0-9-]{1,30}"?/g,
      () =>
        `charset=${one(['utf-16le', 'utf-7', 'iso-2022-jp', 'x-none', '"', 'utf-32', 'gb18030', "''"], '')}`,
    ),
    everywhere(/base64|quoted-printable|[78]bit/g, () =>
      one(['base64', 'quoted-printable', 'binary', 'x-uuencode', 'gzip', '', 'base64; x'], ''),
    ),
    everywhere(/\d{1,20}/g, () =>
      one(['9'.repeat(below(400)), '-1', '0', '1e309', '٣', '4294967296', '5.1.1.1.1.1'], ''),
    ),
    changing((text) => {
      const levels = below(300)
      const heads = Array.from(
        { length: levels },
        (_, at) => `Content-Type: multipart/mixed; boundary="n${at}"\r\n\r\n--n${at}\r\n`,
      )
      return heads.join('') + text
    }),
    changing(
      (text) =>
        `${one(['From: a@b.test\r\n', ''], '')}Content-Type: message/rfc822\r\n\r\n`.repeat(below(40)) + text,
    ),
    inArmor((packets) => {
      const at = packets.findIndex(
        (byte, index) => index >= below(packets.length) && PACKET_HEADS.includes(byte),
      )
      packets.set(one(LENGTHS, [0xff]).slice(0, Math.max(0, packets.length - at - 1)), at + 1)
    }),
    inArmor((packets) => {
      packets.set(one(LENGTHS, [0xff]).slice(0, Math.max(0, packets.length - 1)), Math.min(1, packets.length))
    }),
    inArmor((packets) => {
      if (packets.length > 0) packets[0] = one(PACKET_HEADS, 0xc1)
    }),
  ]
}
