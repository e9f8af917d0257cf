"""Seeded fuzzing: inputs that are mutated from good ones, in a process that may die of them.

mutation    an input of a seed                  target      what is attacked, and how it must answer
apart       attempts in a process apart         shrinking   the shortest input that fails in the same way
campaign    so many inputs for each target      targets     the targets, found by their modules' names

    python -m tests.hostile.fuzz                          20,000 inputs
    python -m tests.hostile.fuzz --inputs 1000000         the long form
    python -m tests.hostile.fuzz --target yaml --seed 17  one input again, made as short as it can be
"""
