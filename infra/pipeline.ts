import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  DefinitionBody,
  Errors,
  Fail,
  LogLevel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  type IChainable,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { retryableCodes, type ErrorCode } from '#shared/contract/errors.ts';
import {
  approvalState,
  busyRetry,
  failureState,
  pipelineStates,
  stateRetry,
  walkEndings,
} from '#shared/contract/pipeline.ts';
import { acknowledge } from './acknowledge.ts';
import { productLog } from './product-log.ts';
import { ProductFunction, type ProductFunctionProps } from './product-function.ts';

type FunctionProps = Omit<ProductFunctionProps, 'fails' | 'memoryMb' | 'timeout'>;

const busyCode: ErrorCode = 'BROWSERS_BUSY';

/** AWS's own passing failures of a function, and its process ending or running out of time. */
const serviceErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  Errors.TIMEOUT,
];

/** The workflow in the order of `pipelineStates`, one function each, and one failure path for all. */
export class Pipeline extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    const failure = this.state(failureState, {
      ...props,
      fails: 'failed jobs are not told to their users',
      timeoutSeconds: 60,
    });
    failure.addRetry({ errors: [Errors.ALL], interval: Duration.seconds(3), maxAttempts: 3 });
    // Ends the execution as failed, so that an operator sees it; trying again is a new attempt and a new execution.
    failure.next(new Fail(this, 'failed', { errorPath: '$.error.Error' }));

    const states = pipelineStates.map(({ name, fails, memoryMb, timeoutSeconds }) =>
      this.state(name, { ...props, fails, memoryMb, timeoutSeconds })
        .addRetry({
          errors: [busyCode],
          interval: Duration.seconds(busyRetry.intervalSeconds),
          backoffRate: busyRetry.backoffRate,
          maxAttempts: busyRetry.maxAttempts,
        })
        .addRetry({
          errors: [...retryableCodes.filter((code) => code !== busyCode), ...serviceErrors],
          interval: Duration.seconds(stateRetry.intervalSeconds),
          backoffRate: stateRetry.backoffRate,
          maxAttempts: stateRetry.maxAttempts,
        })
        .addCatch(failure, { errors: [Errors.ALL], resultPath: '$.error' }),
    );
    const [first, ...rest] = states as [LambdaInvoke, ...LambdaInvoke[]];
    rest.reduce((before, state) => {
      if (before.id === 'plan-state') before.next(this.unlessItWaits(state, props));
      else if (before.id === 'redact-state') before.next(this.unlessItStopped(state, failure));
      else before.next(state);
      return state;
    }, first);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: `stepify-${props.config.stage}-pipeline`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(first),
      timeout: Duration.hours(2),
      tracingEnabled: true,
      logs: {
        destination: productLog(
          this,
          'Log',
          props.resources.storageKey,
          `/aws/vendedlogs/states/stepify-${props.config.stage}-pipeline`,
        ),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    acknowledge(
      this.stateMachine,
      'AwsSolutions-IAM5',
      'Any version of its own functions; log delivery and traces take no resource.',
    );
  }

  /** A plan that needs its user ends the execution; the approval starts another, which comes through here to `next`. */
  private unlessItWaits(next: IChainable, props: FunctionProps): IChainable {
    const approval = this.state(approvalState, {
      ...props,
      fails: 'people are not told that a plan waits for them',
      timeoutSeconds: 60,
    });
    approval.addRetry({ errors: [Errors.ALL], interval: Duration.seconds(3), maxAttempts: 3 });
    approval.next(new Succeed(this, 'waits'));
    // A plan that an earlier attempt went behind says nothing of waiting.
    const waits = Condition.and(Condition.isPresent('$.plan.waits'), Condition.numberEquals('$.plan.waits', 1));
    return new Choice(this, 'needs-approval').when(waits, approval).otherwise(next);
  }

  /** A walk that ended before its goal keeps the pictures it has, which are redacted by now; then the job fails. */
  private unlessItStopped(next: IChainable, failure: IChainable): IChainable {
    const stopped = new Choice(this, 'walk-stopped');
    for (const [index, code] of walkEndings.entries()) {
      const why = new Pass(this, `stopped-${code}`, {
        result: Result.fromObject({ Error: code }),
        resultPath: '$.error',
      });
      stopped.when(
        Condition.and(Condition.isPresent('$.capture.stopped'), Condition.numberEquals('$.capture.stopped', index + 1)),
        why.next(failure),
      );
    }
    return stopped.otherwise(next);
  }

  private state(
    name: (typeof pipelineStates)[number]['name'] | typeof approvalState | typeof failureState,
    { timeoutSeconds, ...props }: Omit<ProductFunctionProps, 'timeout'> & { timeoutSeconds: number },
  ): LambdaInvoke {
    const timeout = Duration.seconds(timeoutSeconds);
    const fn = new ProductFunction(this, name, { ...props, timeout });
    const failing = name === failureState;
    return new LambdaInvoke(this, `${name}-state`, {
      stateName: name,
      lambdaFunction: fn.lambda,
      payloadResponseOnly: true,
      payload: TaskInput.fromObject({
        'jobId.$': '$.jobId',
        'attempt.$': '$.attempt',
        ...(failing ? { 'error.$': '$.error' } : {}),
      }),
      resultPath: `$.${failing ? 'failure' : name}`,
      retryOnServiceExceptions: false,
    });
  }
}
