/** LevelDB's table files, as far as it takes to see what stands in them (leveldb/doc/table_format.md, snappy/format_description.txt). */

const FOOTER = 48

/** The blocks of a table, each without its compression. */
export function blocksOfTable(table: Buffer): Buffer[] {
  if (table.length < FOOTER) return []
  const footer = reader(table.subarray(-FOOTER))
  footer.handle() // of the meta-index
  const index = blockAt(table, footer.handle())
  return handlesIn(index).map((handle) => blockAt(table, handle))
}

type Handle = { offset: number; size: number }

const SNAPPY = 1

function blockAt(table: Buffer, { offset, size }: Handle): Buffer {
  const block = table.subarray(offset, offset + size)
  return table[offset + size] === SNAPPY ? fromSnappy(block) : block
}

/** The values of an index block: where the others are. */
function handlesIn(block: Buffer): Handle[] {
  const restarts = block.readUInt32LE(block.length - 4)
  const entries = reader(block.subarray(0, block.length - 4 - restarts * 4))
  const handles: Handle[] = []
  while (!entries.ended()) {
    entries.number() // so much of the key is that of the one before
    const unshared = entries.number()
    const length = entries.number()
    entries.skip(unshared)
    handles.push(reader(entries.take(length)).handle())
  }
  return handles
}

/** Reads from the beginning of some octets. */
function reader(octets: Buffer) {
  let at = 0
  const number = (): number => {
    let value = 0
    for (let power = 1; ; power *= 128) {
      const octet = octets.readUInt8(at++)
      value += (octet & 127) * power
      if (octet < 128) return value
    }
  }
  const take = (length: number): Buffer => {
    at += length
    return octets.subarray(at - length, at)
  }
  return {
    number,
    take,
    skip: (length: number) => void take(length),
    handle: (): Handle => ({ offset: number(), size: number() }),
    ended: () => at >= octets.length,
  }
}

/** Undoes Snappy. */
export function fromSnappy(packed: Buffer): Buffer {
  const from = reader(packed)
  const out = Buffer.alloc(from.number())
  let length = 0
  while (!from.ended()) {
    const tag = from.take(1).readUInt8()
    if ((tag & 3) === 0) {
      const extra = Math.max((tag >> 2) - 59, 0)
      const size = (extra === 0 ? tag >> 2 : from.take(extra).readUIntLE(0, extra)) + 1
      from.take(size).copy(out, length)
      length += size
      continue
    }
    const short = (tag & 3) === 1
    const size = short ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const bytes = (tag & 3) === 3 ? 4 : (tag & 3) === 2 ? 2 : 1
    const back = from.take(bytes).readUIntLE(0, bytes) + (short ? (tag >> 5) * 256 : 0)
    // What is copied may reach into what is being written.
    for (const end = length + size; length < end; length++) out[length] = out[length - back] ?? 0
  }
  return out
}
