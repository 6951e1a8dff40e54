import { pictureTexts } from '#pictures'
import alerts from './en/alerts.json'
import analyses from './en/analyses.json'
import channels from './en/channels.json'
import common from './en/common.json'
import collect from './en/collect.json'
import customers from './en/customers.json'
import dashboards from './en/dashboards.json'
import decide from './en/decide.json'
import engage from './en/engage.json'
import govern from './en/govern.json'
import journeyLibrary from './en/journey-library.json'
import journeys from './en/journeys.json'
import learn from './en/learn.json'
import metrics from './en/metrics.json'
import overview from './en/overview.json'
import rules from './en/rules.json'
import segments from './en/segments.json'
import session from './en/session.json'
import sqlLab from './en/sql-lab.json'
import state from './en/state.json'
import steward from './en/steward.json'
import tags from './en/tags.json'
import tasks from './en/tasks.json'
import templates from './en/templates.json'
import understand from './en/understand.json'

export const texts = {
  alerts,
  analyses: { ...analyses, ...pictureTexts.en },
  channels,
  common,
  collect,
  customers,
  dashboards,
  decide,
  engage,
  govern,
  journeyLibrary,
  journeys,
  learn,
  metrics,
  overview,
  rules: { ...rules, attributes: pictureTexts.en.attributes },
  segments,
  session,
  sqlLab,
  state,
  steward,
  tags,
  tasks,
  templates,
  understand,
}
