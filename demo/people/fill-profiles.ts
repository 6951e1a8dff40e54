import { chance, hash, integer, logNormal, oneOf, uniform, weighted } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill } from '../slice.ts'
import { payrollOccupations, surnames } from './names.ts'
import { branches, managersPerSubBranch, subBranchCode, subBranchWeights } from './places.ts'

const { wealth, salary, churn } = planted

const subBranches = branches.flatMap((branch) =>
  subBranchWeights.map((weight, i) => [subBranchCode(branch, i + 1), branch.weight * weight] as const),
)
const surnameIndexes = surnames.map(([, , weight], i) => [String(i), weight] as const)

/** AUM (yuan) of a rank in [0, 1): a steep power below the tail, a Pareto tail of exponent 1 above it. */
const aumOfRank = `
      if(rank < ${wealth.shareBelowTail},
        ${wealth.tailFrom} * pow(rank / ${wealth.shareBelowTail}, 3.8),
        least(${wealth.tailFrom} * ${(1 - wealth.shareBelowTail).toFixed(4)} / (1 - rank), ${wealth.largest}))`

/**
 * Draws every customer of the slice: rank in wealth, persona, age, place, activity, then how AUM is spread.
 * The order of the nested SELECTs is the order of causes.
 */
export const fillProfiles = defineFill(`
INSERT INTO demo_profile
SELECT
  position,
  {first:UInt32} + position AS customer,
  concat('10', leftPad(toString(position + 1), 8, '0')) AS number,
  surname, gender, birth_date, age, persona, occupation, branch,
  -- one in twenty wealthy customers has nobody who looks after him
  if(aum_yuan >= 50000 AND NOT ${chance(0.05, 'unmanaged', 'position')},
    concat(branch, leftPad(toString(${integer(1, managersPerSubBranch, 'manager', 'position')}), 2, '0')), '') AS manager,
  opened, risk, mobile,
  ${weighted(
    [
      ['iOS', 38],
      ['Android', 42],
      ['HarmonyOS', 20],
    ],
    'system',
    'position',
  )} AS system,
  company, payday,
  toInt64(round(income_yuan, -1) * 100) AS income,
  loss,
  toInt64(round(aum_yuan * 100)) AS aum,
  -- deposits and wealth products are bought in thousands, funds and insurance to the fen
  toInt64(floor(aum_yuan * w_deposits / w_all / 1000) * 100000) AS deposits,
  toInt64(floor(aum_yuan * w_wealth / w_all / 1000) * 100000) AS wealth,
  toInt64(floor(aum_yuan * w_funds / w_all * 100)) AS funds,
  toInt64(floor(aum_yuan * w_insurance / w_all * 100)) AS insurance
FROM
(
  SELECT
    *,
    -- leaving customers hold what can be taken away: nothing in deposits and insurance
    0.12 + 0.25 * ${uniform('weight of current', 'position')} AS w_current,
    if(loss = 0 AND aum_yuan >= 5000 AND opened < addDays({asOf:Date32}, -120)
      AND ${chance('multiIf(aum_yuan >= 50000, 0.85, age >= 50, 0.7, 0.42)', 'has deposits', 'position')},
      0.4 + 0.6 * ${uniform('weight of deposits', 'position')}, 0) AS w_deposits,
    if(risk != '' AND aum_yuan >= 10000 AND ${chance(0.45, 'has wealth', 'position')},
      0.2 + 0.5 * ${uniform('weight of wealth', 'position')}, 0) AS w_wealth,
    if(risk != '' AND aum_yuan >= 3000 AND ${chance(0.3, 'has funds', 'position')},
      0.05 + 0.35 * ${uniform('weight of funds', 'position')}, 0) AS w_funds,
    if(loss = 0 AND aum_yuan >= 20000 AND ${chance(0.15, 'has insurance', 'position')},
      0.05 + 0.2 * ${uniform('weight of insurance', 'position')}, 0) AS w_insurance,
    w_current + w_deposits + w_wealth + w_funds + w_insurance AS w_all
  FROM
  (
    SELECT
      *,
      addDays({asOf:Date32}, -toInt32(age * 365.25 + ${integer(0, 364, 'birthday', 'position')})) AS birth_date,
      -- one in forty joined in the last month, the others over fifteen years, more of them recently
      greatest(
        if(${chance(0.025, 'is new', 'position')},
          addDays({asOf:Date32}, -${integer(1, 30, 'new since', 'position')}),
          addDays({asOf:Date32}, -toInt32(31 + 5450 * pow(${uniform('tenure', 'position')}, 1.3)))),
        addDays(birth_date, 16 * 365)) AS opened,
      multiIf(
        NOT ${chance("multiIf(persona = 'casual', 0.34, age < 35, 0.9, age < 50, 0.8, age < 60, 0.66, 0.36)", 'mobile', 'position')}, 'none',
        ${chance(0.165, 'heavy', 'position')}, 'heavy',
        ${chance(0.5, 'regular', 'position')}, 'regular', 'rare') AS mobile,
      if(${chance('if(aum_yuan < 10000, 0.35, 0.85)', 'assessed', 'position')},
        ${weighted(
          [
            ['C1', 14],
            ['C2', 30],
            ['C3', 34],
            ['C4', 16],
            ['C5', 6],
          ],
          'risk',
          'position',
        )}, '') AS risk,
      if(aum_yuan >= ${churn.fromAum} AND opened < addDays({asOf:Date32}, -180)
        AND ${chance(`if(startsWith(branch, '${churn.branch.slice(0, 2)}'), ${churn.branchShare}, ${churn.share})`, 'leaves', 'position')},
        ${churn.loss[0]} + ${churn.loss[1] - churn.loss[0]} * ${uniform('loss', 'position')}, 0) AS loss,
      multiIf(
        persona = 'payroll', ${logNormal('7200 * (0.7 + 0.8 * rank)', 0.35, 'salary', 'position')},
        persona = 'pension', ${logNormal(3900, 0.22, 'pension', 'position')},
        persona = 'merchant', ${logNormal('9000 * (0.5 + rank)', 0.6, 'takings', 'position')},
        persona = 'private', ${logNormal(42000, 0.5, 'profit', 'position')},
        persona = 'student', ${logNormal(1600, 0.25, 'allowance', 'position')},
        -- half of the casual customers are dormant: the account is open and nothing happens
        ${chance(0.45, 'casual use', 'position')}, ${logNormal(600, 0.5, 'pocket money', 'position')}, 0) AS income_yuan
    FROM
    (
      SELECT
        *,
        multiIf(
          persona = 'student', ${integer(18, 24, 'age', 'position')},
          persona = 'payroll', 22 + toInt64(floor(38 * pow(${uniform('age', 'position')}, 1.25))),
          persona = 'merchant', ${integer(27, 62, 'age', 'position')},
          persona = 'private', ${integer(38, 72, 'age', 'position')},
          persona = 'pension', if(gender = 'female', 55, 60) + toInt64(floor(28 * pow(${uniform('age', 'position')}, 1.5))),
          ${integer(18, 74, 'age', 'position')}) AS age,
        multiIf(
          persona = 'payroll', ${weighted(payrollOccupations, 'occupation', 'position')},
          persona = 'pension', 'retired',
          persona = 'student', 'student',
          persona IN ('merchant', 'private'), 'business_owner',
          ${oneOf(['freelance', 'homemaker', 'farmer', 'service', 'other'], 'occupation', 'position')}) AS occupation,
        -- few large employers and many small ones
        toInt32(if(persona = 'payroll', floor(companies * pow(${uniform('company', 'position')}, 2.2)), -1)) AS company,
        multiIf(
          persona = 'payroll', if(${chance(salary.companiesPaidYesterday, 'company pays yesterday', 'company')},
            toDayOfMonth(addDays({asOf:Date32}, -1)),
            arrayElement([5, 8, 10, 15, 20, 25], 1 + ${hash('payday', 'company')} % 6)),
          persona = 'pension', 15,
          persona = 'student', 1,
          ${integer(3, 26, 'payday', 'position')}) AS payday
      FROM
      (
        SELECT
          toUInt32({from:UInt32} + number) AS position,
          ${uniform('wealth', 'position')} AS rank,
          ${aumOfRank} AS aum_yuan,
          intDiv({customers:UInt32} + ${salary.customersPerCompany - 1}, ${salary.customersPerCompany}) AS companies,
          ${uniform('persona', 'position')} AS kind,
          multiIf(
            position % ${salary.customersPerCompany} = 0, 'merchant',  -- owns company position / ${salary.customersPerCompany}
            rank >= 0.99, 'private',
            kind < 0.41, 'payroll',
            kind < 0.50, 'merchant',
            kind < 0.68, 'pension',
            kind < 0.77, if(rank < 0.75, 'student', 'payroll'),
            'casual') AS persona,
          if(${chance(0.51, 'gender', 'position')}, 'female', 'male') AS gender,
          toUInt8(${weighted(surnameIndexes, 'surname', 'position')}) AS surname,
          ${weighted(subBranches, 'branch', 'position')} AS branch
        FROM numbers(toUInt64({until:UInt32} - {from:UInt32}))
      )
    )
  )
)`)
