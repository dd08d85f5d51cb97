from convstudio.pipeline.code.with_numpy import write
