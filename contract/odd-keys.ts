type Way = { key: string | number; up: Way | null }

/** Where in data a key stands that JavaScript takes for something else, and which would be dropped without a word; null when none does. */
export function findProto(data: unknown): (string | number)[] | null {
  const open: { value: unknown; way: Way | null }[] = [{ value: data, way: null }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, way } = next
    if (typeof value !== 'object' || value === null) continue
    for (const [key, each] of Object.entries(value)) {
      const here: Way = { key: Array.isArray(value) ? Number(key) : key, up: way }
      if (key === '__proto__') return toPath(here)
      if (typeof each === 'object' && each !== null) open.push({ value: each, way: here })
    }
  }
  return null
}

function toPath(way: Way): (string | number)[] {
  const path: (string | number)[] = []
  for (let next: Way | null = way; next !== null; next = next.up) path.unshift(next.key)
  return path
}
