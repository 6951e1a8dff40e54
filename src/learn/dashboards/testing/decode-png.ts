import { inflateSync } from 'node:zlib'

/** The pixels of a PNG of 8-bit RGBA without interlace, as resvg writes them (W3C PNG, chapters 9 and 10). */
export function decodePng(png: Buffer): { width: number; height: number; pixels: Buffer } {
  if (png.subarray(1, 4).toString() !== 'PNG') throw new Error('This is no PNG')
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  if (png[24] !== 8 || png[25] !== 6 || png[28] !== 0) throw new Error('This PNG is not 8-bit RGBA')
  const parts: Buffer[] = []
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.subarray(at + 4, at + 8).toString() === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const data = inflateSync(Buffer.concat(parts))
  const line = width * 4
  const pixels = Buffer.alloc(line * height)
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (line + 1)] ?? 0
    for (let x = 0; x < line; x += 1) {
      const left = x < 4 ? 0 : (pixels[y * line + x - 4] ?? 0)
      const up = y === 0 ? 0 : (pixels[(y - 1) * line + x] ?? 0)
      const corner = x < 4 || y === 0 ? 0 : (pixels[(y - 1) * line + x - 4] ?? 0)
      const raw = data[y * (line + 1) + 1 + x] ?? 0
      pixels[y * line + x] = (raw + predicted(filter, left, up, corner)) & 255
    }
  }
  return { width, height, pixels }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
