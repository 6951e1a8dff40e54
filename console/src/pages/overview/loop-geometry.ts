import { type LoopStage, loopStages } from '../../app/navigation.ts'

/** The loop is an ellipse with the five stages evenly spaced: collect lower left, decide at the top, learn lower right. */
export const picture = {
  width: 1144,
  height: 490,
  centreX: 572,
  centreY: 260,
  radiusX: 455,
  radiusY: 180,
}

const firstAngle = 126
const stageStep = 72

interface Point {
  readonly x: number
  readonly y: number
}

function at(angle: number): Point {
  const radians = (angle * Math.PI) / 180
  return {
    x: picture.centreX + picture.radiusX * Math.cos(radians),
    y: picture.centreY + picture.radiusY * Math.sin(radians),
  }
}

export interface LoopNode {
  readonly stage: LoopStage
  readonly next: LoopStage
  readonly card: Point
  /** The arc from this stage to the next, as an SVG path. */
  readonly arc: string
  readonly label: Point
}

export const loopNodes: readonly LoopNode[] = loopStages.map((stage, index) => {
  const angle = firstAngle + stageStep * index
  const from = at(angle)
  const to = at(angle + stageStep)
  return {
    stage,
    next: loopStages[(index + 1) % loopStages.length] ?? stage,
    card: from,
    arc: `M${from.x.toFixed(1)} ${from.y.toFixed(1)} A${picture.radiusX} ${picture.radiusY} 0 0 1 ${to.x.toFixed(1)} ${to.y.toFixed(1)}`,
    label: at(angle + stageStep / 2),
  }
})

/** More flow, more dots on the arc: one for a trickle, six from ten thousand on. */
export function dotsFor(flow: number): number {
  return flow <= 0 ? 0 : Math.min(6, 1 + Math.ceil(Math.log10(flow + 1)))
}
