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

/** CDK's own deployment helpers sit beside our constructs in a stack and bring their own runtime and rights. */
export function acknowledgeCdkHelpers(stack: IConstruct): void {
  for (const helper of stack.node.children.filter(({ node }) =>
    /^(Custom::|AWSCDK|ExportsWriter|ExportsReader)/.test(node.id),
  )) {
    acknowledge(helper, 'AwsSolutions-L1', 'CDK chooses the runtime of its own helper.');
    acknowledge(helper, 'AwsSolutions-IAM4', 'CDK’s helper uses the basic execution role.');
    acknowledge(helper, 'AwsSolutions-IAM5', 'CDK’s helper copies whole folders and invokes versions.');
  }
}
