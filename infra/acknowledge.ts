import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagRuleCompliance, type IApplyRule } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/**
 * cdk-nag's AwsSolutions pack, one finding per rule and resource. Out of the box it names each wildcard of a policy apart,
 * by logical ids that change with the template; `test/infra/template.test.ts` looks at the statements themselves instead.
 */
export class SolutionsChecks extends AwsSolutionsChecks {
  protected override applyRule(params: IApplyRule): void {
    super.applyRule({
      ...params,
      ruleSuffixOverride: params.ruleSuffixOverride ?? params.rule.name,
      rule: (node) => {
        const result = params.rule(node);
        if (!Array.isArray(result)) return result;
        return result.length > 0 ? NagRuleCompliance.NON_COMPLIANT : NagRuleCompliance.COMPLIANT;
      },
    });
  }
}

/** Accepts a rule's findings on one construct and everything in it, with the reason beside it. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}
