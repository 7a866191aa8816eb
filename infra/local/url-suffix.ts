/** `AWS::URLSuffix`: the domain of a partition's endpoints. */
export const urlSuffix = (partition: string): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
