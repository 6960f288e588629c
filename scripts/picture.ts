import { crc32, deflateSync } from 'node:zlib'

/** One stroke or area of a picture, in the units of its grid. A stroke has round ends, as in SVG with round caps and joins. */
export type Shape =
  | { kind: 'box'; x: number; y: number; width: number; height: number; radius: number; fill: string }
  | { kind: 'disc'; x: number; y: number; radius: number; fill: string }
  | { kind: 'ring'; x: number; y: number; radius: number; stroke: number; fill: string }
  | { kind: 'line'; points: readonly (readonly [number, number])[]; stroke: number; fill: string }

/** A picture on a square grid; what comes later lies over what came before. */
export interface Picture { grid: number; shapes: readonly Shape[] }

/** The picture as SVG. */
export function toSvg({ grid, shapes }: Picture): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid} ${grid}">${shapes.map(toElement).join('')}</svg>\n`
}

function toElement(shape: Shape): string {
  switch (shape.kind) {
    case 'box': return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}" rx="${shape.radius}" fill="${shape.fill}"/>`
    case 'disc': return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.radius}" fill="${shape.fill}"/>`
    case 'ring': return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.radius}" fill="none" stroke="${shape.fill}" stroke-width="${shape.stroke}"/>`
    case 'line': return `<path d="M${shape.points.map(([x, y]) => `${x} ${y}`).join('L')}" fill="none" stroke="${shape.fill}" stroke-width="${shape.stroke}" stroke-linecap="round" stroke-linejoin="round"/>`
  }
}

/** How far a point is from a shape's edge; negative inside. */
function distance(shape: Shape, x: number, y: number): number {
  switch (shape.kind) {
    case 'box': {
      const [dx, dy] = [Math.abs(x - shape.x - shape.width / 2) - shape.width / 2 + shape.radius, Math.abs(y - shape.y - shape.height / 2) - shape.height / 2 + shape.radius]
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - shape.radius
    }
    case 'disc': return Math.hypot(x - shape.x, y - shape.y) - shape.radius
    case 'ring': return Math.abs(Math.hypot(x - shape.x, y - shape.y) - shape.radius) - shape.stroke / 2
    case 'line': return Math.min(...shape.points.slice(1).map((to, index) => toSegment(shape.points[index]!, to, x, y))) - shape.stroke / 2
  }
}

function toSegment([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], x: number, y: number): number {
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
}

/** The picture as PNG, `size` pixels wide: each pixel covered by how far its middle is inside, so edges are smooth and straight ones crisp. */
export function toPng({ grid, shapes }: Picture, size: number): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  const unit = grid / size
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [red, green, blue, alpha] = [0, 0, 0, 0]
      for (const shape of shapes) {
        const cover = Math.max(0, Math.min(1, 0.5 - distance(shape, (column + 0.5) * unit, (row + 0.5) * unit) / unit))
        const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(shape.fill.slice(at, at + 2), 16)) as [number, number, number]
        const over = cover + alpha * (1 - cover)
        if (over > 0) [red, green, blue] = [[r, red], [g, green], [b, blue]].map(([top, below]) => (top! * cover + below! * alpha * (1 - cover)) / over) as [number, number, number]
        alpha = over
      }
      rows.set([red, green, blue, alpha * 255].map(Math.round), row * (size * 4 + 1) + 1 + column * 4)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

export function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A Windows icon: PNGs of several sizes in one file. */
export function toIco(picture: Picture, sizes: readonly number[]): Buffer {
  const images = sizes.map((size) => toPng(picture, size))
  const head = Buffer.alloc(6 + 16 * sizes.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(sizes.length, 4)
  let offset = head.length
  for (const [index, size] of sizes.entries()) {
    const at = 6 + 16 * index
    head.set([size & 255, size & 255], at)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(images[index]!.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += images[index]!.length
  }
  return Buffer.concat([head, ...images])
}

/** A macOS icon: PNGs by size, each under its own four letters. */
export function toIcns(picture: Picture): Buffer {
  const kinds: [string, number][] = [['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]]
  const made = new Map<number, Buffer>()
  const parts = kinds.map(([name, size]) => {
    const png = made.get(size) ?? toPng(picture, size)
    made.set(size, png)
    const head = Buffer.alloc(8)
    head.write(name, 0, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  })
  const head = Buffer.alloc(8)
  head.write('icns', 0, 'latin1')
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4)
  return Buffer.concat([head, ...parts])
}
