"""Indices to a plan: the document with its reasons, its proof, and the check that needs neither.

::

    Solved --> build --> PlanDocument (plan.json) --> verify (plain loops, rules, prices)
                 |-- flows, ranking, unmatched, certificate
"""
