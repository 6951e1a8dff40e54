import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { type AnalysisResult, runAnalysis } from '../../analyses/index.ts'
import type { BoardFilters, Widget } from '../schema.ts'
import { answerMetric } from './answer-metric.ts'
import { askQuestions } from './ask-questions.ts'
import type { MetricAnswer, WidgetQuestion } from './schema.ts'

type Of<Kind extends WidgetQuestion['kind']> = Extract<WidgetQuestion, { kind: Kind }>

/** A widget with what it asked and what came back. */
export type WidgetAnswer = { readonly widget: Widget } & (
  | { readonly kind: 'analysis'; readonly question: Of<'analysis'>; readonly result: AnalysisResult }
  | { readonly kind: 'metric'; readonly question: Of<'metric'>; readonly answer: MetricAnswer }
  | { readonly kind: 'note'; readonly question: Of<'note'> }
  | { readonly kind: 'failed'; readonly question: WidgetQuestion; readonly reason: string }
)

/**
 * The answers of widgets, for whoever takes a whole board away. One after the other, so that people who wait at their
 * screens are not kept waiting; a widget that cannot be answered says why, and the others are.
 */
export async function answerWidgets(
  ctx: Context,
  { widgets, filters }: { readonly widgets: readonly Widget[]; readonly filters: BoardFilters },
  signal?: AbortSignal,
): Promise<WidgetAnswer[]> {
  const questions = await askQuestions(ctx, { widgets: [...widgets], filters })
  const answers: WidgetAnswer[] = []
  for (const [i, question] of questions.entries()) {
    signal?.throwIfAborted()
    const widget = widgets[i]
    if (widget) answers.push({ widget, ...(await answerOf(ctx, question, signal)) })
  }
  return answers
}

async function answerOf(ctx: Context, question: WidgetQuestion, signal?: AbortSignal) {
  try {
    switch (question.kind) {
      case 'analysis':
        return {
          kind: 'analysis',
          question,
          result: await runAnalysis(ctx, question.analysis, signal ? { signal } : {}),
        } as const
      case 'metric':
        return { kind: 'metric', question, answer: await answerMetric(ctx, question.question) } as const
      case 'note':
        return { kind: 'note', question } as const
      case 'missing':
        return { kind: 'failed', question, reason: `${question.reason} ${question.key}` } as const
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof AppError))
      ctx.log.error({ widget: question.widget, reason: messageOf(error) }, 'a widget could not be answered')
    const reason = error instanceof AppError ? error.message : 'internal'
    return { kind: 'failed', question, reason } as const
  }
}
