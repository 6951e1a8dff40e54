import { pictureTexts } from '#pictures'
import alerts from './zh-CN/alerts.json'
import analyses from './zh-CN/analyses.json'
import channels from './zh-CN/channels.json'
import common from './zh-CN/common.json'
import collect from './zh-CN/collect.json'
import customers from './zh-CN/customers.json'
import dashboards from './zh-CN/dashboards.json'
import decide from './zh-CN/decide.json'
import engage from './zh-CN/engage.json'
import govern from './zh-CN/govern.json'
import journeyLibrary from './zh-CN/journey-library.json'
import journeys from './zh-CN/journeys.json'
import learn from './zh-CN/learn.json'
import metrics from './zh-CN/metrics.json'
import overview from './zh-CN/overview.json'
import rules from './zh-CN/rules.json'
import segments from './zh-CN/segments.json'
import session from './zh-CN/session.json'
import sqlLab from './zh-CN/sql-lab.json'
import state from './zh-CN/state.json'
import steward from './zh-CN/steward.json'
import tags from './zh-CN/tags.json'
import tasks from './zh-CN/tasks.json'
import templates from './zh-CN/templates.json'
import understand from './zh-CN/understand.json'

export const texts = {
  alerts,
  analyses: { ...analyses, ...pictureTexts['zh-CN'] },
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
  rules: { ...rules, attributes: pictureTexts['zh-CN'].attributes },
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
