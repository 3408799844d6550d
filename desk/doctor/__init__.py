"""What the doctor finds: places in the notes that look like oversights, each with its reason.

`checking` names the checks, `texts`, `works` and `names` make them, `alike` thinks without a database.
"""
